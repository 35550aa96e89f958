using Relay.Core.Scheduling.Destinations;
using Relay.Core.Settings.Binding;
using Relay.Host.Queue;
using Relay.Sdk.Spool;

namespace Relay.Host.Commands;

/// <summary>Says in the words of a list what becomes of a queue entry next, and why not sooner.</summary>
internal static class WaitText
{
    /// <summary>As in <c>28s: the destination rests: 451 4.4.1 Connection refused</c>; only the time when it is the entry's own retry time.</summary>
    public static string Of(QueueView entry, DateTimeOffset now) => entry switch
    {
        { Hold: QueueHold.Operator } => "held",
        { Hold: QueueHold.Quarantine } => "quarantined",
        { Waits.Kind: WaitKind.InFlight } => "being sent",
        { Waits: { Kind: not (WaitKind.Turn or WaitKind.RetryTime) } waits } =>
            waits.Until is { } until ? $"{Age(until - now)}: {waits.Text}" : waits.Text,
        _ => entry.DueAt <= now ? "now" : Age(entry.DueAt - now),
    };

    /// <summary>The two largest units, which say enough.</summary>
    public static string Age(TimeSpan age) => Duration.Format(age switch
    {
        { TotalDays: >= 1 } => TimeSpan.FromHours((int)age.TotalHours),
        { TotalHours: >= 1 } => TimeSpan.FromMinutes((int)age.TotalMinutes),
        _ => TimeSpan.FromSeconds(Math.Max(0, (int)age.TotalSeconds)),
    });
}
