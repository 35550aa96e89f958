using Microsoft.Extensions.Logging;
using Relay.Core.Spool;

namespace Relay.Host.Composition;

/// <summary>Says so when the storage makes no progress: mail is then neither accepted nor completed, and nothing else would tell.</summary>
/// <remarks>It has to be so for one interval more after the first look that finds it: after a stop of the whole process (SIGSTOP), that look finds
/// changes as old as the stop.</remarks>
internal sealed partial class StorageWatch(LocalSpool spool, TimeProvider time, ILogger<StorageWatch> logger)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        bool isStuck = false;
        long? lateSince = null;
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                TimeSpan waiting = spool.OldestWaiting;
                bool wasStuck = isStuck;
                long now = time.GetTimestamp();
                lateSince = waiting > Patience ? lateSince ?? now : null;
                isStuck = lateSince is { } since && time.GetElapsedTime(since, now) >= Interval;
                if (isStuck && !wasStuck)
                    LogStuck(logger, (int)waiting.TotalSeconds);
                else if (wasStuck && !isStuck)
                    LogGoesOn(logger);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return;
        }
    }

    [LoggerMessage(Level = LogLevel.Critical, Message = "The spool's storage has not answered for {Seconds} s: no mail is accepted or completed; " +
        "look at the disk", EventName = "relay.storage-stuck")]
    private static partial void LogStuck(ILogger logger, int seconds);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The spool's storage answers again", EventName = "relay.storage-answers")]
    private static partial void LogGoesOn(ILogger logger);
}
