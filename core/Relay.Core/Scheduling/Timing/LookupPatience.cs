namespace Relay.Core.Scheduling.Timing;

/// <summary>How long the recipients of one message may wait for lists that look something up, all of them together.</summary>
/// <remarks>Each list has a deadline of its own; a message with a thousand recipients would wait for a thousand of them.</remarks>
internal readonly struct LookupPatience(TimeProvider clock)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly long begun = clock.GetTimestamp();

    /// <summary>Whether the recipients that are left are treated as if their lists gave no answer.</summary>
    public bool IsOver => clock.GetElapsedTime(begun) >= Limit;
}
