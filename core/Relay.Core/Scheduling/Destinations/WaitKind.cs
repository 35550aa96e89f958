namespace Relay.Core.Scheduling.Destinations;

/// <summary>What a queue entry waits for.</summary>
public enum WaitKind
{
    /// <summary>Nothing: it is being sent.</summary>
    InFlight,

    /// <summary>A worker of its destination: it is due, and nothing else is in its way.</summary>
    Turn,

    /// <summary>Its retry time.</summary>
    RetryTime,

    /// <summary>The rest of a destination that could not be reached.</summary>
    HostRests,

    /// <summary>The rate at which a transport sends messages.</summary>
    MessageRate,

    /// <summary>The rate at which a transport makes connections.</summary>
    ConnectionRate,

    /// <summary>A connection: the destination has all that it may have, or all of the relay are in use.</summary>
    ConnectionLimit,

    /// <summary>The DNS, or a lookup in the lists of the routes.</summary>
    Dns,

    /// <summary>File descriptors, ports or memory of this machine.</summary>
    LocalResources,

    /// <summary>The storage of the spool, which could not store what became of its last attempt.</summary>
    Storage,

    /// <summary>An operator holds it.</summary>
    HeldByOperator,

    /// <summary>An operator: it was in flight in several crashes.</summary>
    Quarantine,

    /// <summary>Another entry that was in flight in crashes too; they are attempted one at a time.</summary>
    Suspects,

    /// <summary>Room for a report that is owed about it.</summary>
    Report,
}
