namespace Relay.Sdk.Spool;

/// <summary>Whether and why an entry is kept from delivery.</summary>
public enum QueueHold
{
    /// <summary>It is not.</summary>
    None,

    /// <summary>An operator holds it.</summary>
    Operator,

    /// <summary>It was in flight in three crashes of the relay; an operator decides.</summary>
    Quarantine,
}
