using Relay.Core.Plugins;
using Relay.Core.Scheduling.Administration;
using Relay.Sdk.Spool;

namespace Relay.Host.Admin;

/// <summary>The parts of the relay that the admin endpoint shows and changes.</summary>
internal sealed record AdminSurface
{
    public required ISpoolStore Spool { get; init; }

    public required QueueAdministration Queue { get; init; }

    public required PluginHost Plugins { get; init; }

    public required Func<RelayStatus> Status { get; init; }
}
