using Relay.Core.Plugins;
using Relay.Core.Scheduling.Administration;
using Relay.Core.Scheduling.Destinations;
using Relay.Core.Tracing;
using Relay.Host.Logging;
using Relay.Sdk.Spool;

namespace Relay.Host.Admin;

/// <summary>The parts of the relay that the admin endpoint shows and changes.</summary>
internal sealed record AdminSurface
{
    public required ISpoolStore Spool { get; init; }

    public required QueueAdministration Queue { get; init; }

    /// <summary>Why an entry of the queue waits.</summary>
    public required Func<QueueEntry, WaitReason> WaitReason { get; init; }

    public required PluginHost Plugins { get; init; }

    public required Func<CancellationToken, Task<RelayStatus>> Status { get; init; }

    /// <summary>Lets operators follow conversations.</summary>
    public required ProtocolTrace Trace { get; init; }

    /// <summary>The levels of the log; null when the log is not the relay's own.</summary>
    public LogLevels? Levels { get; init; }
}
