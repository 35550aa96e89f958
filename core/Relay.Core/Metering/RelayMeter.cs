using System.Diagnostics.Metrics;

namespace Relay.Core.Metering;

/// <summary>What the relay counts and times, in the meter <c>relay</c>. Each costs a few nanoseconds while no collector listens.</summary>
internal static class RelayMeter
{
    /// <summary>The meter's name.</summary>
    internal const string Name = "relay";

    private static readonly Meter Meter = new(Name);

    /// <summary>Inbound sessions that are open.</summary>
    internal static readonly UpDownCounter<int> Sessions =
        Meter.CreateUpDownCounter<int>("relay.sessions", "{session}", "Inbound sessions that are open.");

    /// <summary>Messages that were answered with 250.</summary>
    internal static readonly Counter<long> Accepted =
        Meter.CreateCounter<long>("relay.messages.accepted", "{message}", "Messages that are accepted and on stable storage.");

    /// <summary>Messages of plugins.</summary>
    internal static readonly Counter<long> Submitted =
        Meter.CreateCounter<long>("relay.messages.submitted", "{message}", "Messages of plugins' own that are on stable storage, by plugin.");

    /// <summary>Messages whose content was refused.</summary>
    internal static readonly Counter<long> Refused = Meter.CreateCounter<long>("relay.messages.refused", "{message}",
        "Messages that were refused after their content.");

    /// <summary>Recipients by what came of an attempt.</summary>
    internal static readonly Counter<long> Recipients = Meter.CreateCounter<long>("relay.recipients", "{recipient}",
        "Recipients by the outcome of an attempt: delivered, deferred, failed, removed.");

    /// <summary>How long a transaction with a host took.</summary>
    internal static readonly Histogram<double> AttemptDuration =
        Meter.CreateHistogram<double>("relay.attempt.duration", "s", "From the start of an attempt to its outcome.");

    /// <summary>How long a commit of the spool took.</summary>
    internal static readonly Histogram<double> CommitDuration =
        Meter.CreateHistogram<double>("relay.spool.commit.duration", "s", "One commit of the spool, the sync included.");

    /// <summary>How many changes one commit of the spool held.</summary>
    internal static readonly Histogram<int> CommitSize =
        Meter.CreateHistogram<int>("relay.spool.commit.changes", "{change}", "Changes in one commit of the spool.");

    /// <summary>Handlers of plugins that threw, were late or gave an impossible answer.</summary>
    internal static readonly Counter<long> PluginFailures =
        Meter.CreateCounter<long>("relay.plugin.failures", "{failure}", "Failures of plugins' handlers, by plugin and handler.");
}
