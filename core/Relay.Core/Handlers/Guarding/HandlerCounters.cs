using System.Diagnostics;

namespace Relay.Core.Handlers.Guarding;

/// <summary>Counts a handler's calls, errors and time without making sessions wait for each other.</summary>
/// <remarks>Answers given at once are timed one call in sixteen, because reading the clock costs more than most of them; all others are
/// timed.</remarks>
internal sealed class HandlerCounters
{
    private const int SampleMask = 15;
    private readonly long[] calls = ProcessorCell.NewArray();
    private long errors;
    private long dropped;
    private long sampledTicks;
    private long awaitedTicks;

    internal long Errors => Interlocked.Read(ref errors);

    internal long Calls => ProcessorCell.Sum(calls);

    /// <summary>Live notices that were dropped because the handler did not keep up.</summary>
    internal long Dropped => Interlocked.Read(ref dropped);

    /// <summary>The time spent in the handler, estimated for the part that was sampled.</summary>
    internal TimeSpan Time =>
        Stopwatch.GetElapsedTime(0, (Interlocked.Read(ref sampledTicks) * (SampleMask + 1)) + Interlocked.Read(ref awaitedTicks));

    internal void CountDropped() => Interlocked.Increment(ref dropped);

    /// <summary>Counts a call.</summary>
    /// <param name="cell">From <see cref="ProcessorCell.Current"/>, asked once per event.</param>
    /// <returns>When it started, or 0 when it is not timed.</returns>
    internal long Begin(int cell) => (Interlocked.Increment(ref calls[cell]) & SampleMask) == 1 ? Stopwatch.GetTimestamp() : 0;

    internal void EndAtOnce(long started)
    {
        if (started != 0)
            Interlocked.Add(ref sampledTicks, Stopwatch.GetTimestamp() - started);
    }

    internal void EndLater(long started) => Interlocked.Add(ref awaitedTicks, Stopwatch.GetTimestamp() - started);

    internal void CountError() => Interlocked.Increment(ref errors);
}
