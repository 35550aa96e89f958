namespace Relay.Core.Scheduling.Attempts;

/// <summary>How sending to a group of recipients ended.</summary>
internal enum GroupEnd
{
    /// <summary>The host gave its replies, good or bad.</summary>
    Sent,

    /// <summary>The connection broke before any lasting reply.</summary>
    Broken,

    /// <summary>No host was reached, for now.</summary>
    Unreachable,

    /// <summary>No host was reached, and a plugin is to blame: this says nothing about the hosts.</summary>
    LeftOut,

    /// <summary>There is no way to the hosts, ever.</summary>
    Refused,

    /// <summary>Nothing was tried: too many DNS look-ups are under way.</summary>
    NoLookup,

    /// <summary>Nothing was tried: this machine lacks what a connection needs.</summary>
    NoResources,

    /// <summary>The relay stops.</summary>
    GivenUp,
}
