namespace Relay.Core.Scheduling.Connections;

/// <summary>The cause of a missing connection.</summary>
internal enum NoConnectionKind
{
    /// <summary>The hosts of the route, or the DNS about them.</summary>
    Hosts,

    /// <summary>A plugin, which refused a host for this message or failed when it was asked; other messages may well be delivered.</summary>
    Plugin,

    /// <summary>Nothing is wrong: the message has to wait for its turn to ask the DNS.</summary>
    NoLookup,

    /// <summary>This machine: it lacks file descriptors, ports or memory for sockets.</summary>
    NoResources,
}
