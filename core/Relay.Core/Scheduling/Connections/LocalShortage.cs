using Microsoft.Extensions.Logging;
using Relay.Core.Scheduling.Timing;
using Relay.Sdk.Replies;

namespace Relay.Core.Scheduling.Connections;

/// <summary>Counts connections that this machine could not make for lack of file descriptors, ports or memory, and says so in the log now and
/// then.</summary>
internal sealed partial class LocalShortage(SteadyClock clock, ILogger log)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private readonly Lock gate = new();
    private Instant? toldAt;
    private long told;
    private long count;

    /// <summary>Connections not made since the start.</summary>
    public long Count => Volatile.Read(ref count);

    public void Note(SmtpReply reply)
    {
        long untold;
        lock (gate)
        {
            count++;
            Instant now = clock.Now;
            if (toldAt is { } last && now - last < Interval)
                return;
            untold = count - told;
            (toldAt, told) = (now, count);
        }

        LogShortage(log, untold, reply.Text);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} connections could not be made because this machine lacks what they need " +
        "({Reason}); their mail waits and no destination is blamed", EventName = "scheduling.local-shortage")]
    private static partial void LogShortage(ILogger log, long count, string reason);
}
