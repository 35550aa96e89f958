namespace Relay.Core.Scheduling.Entries;

/// <summary>Where an operator's order found an entry.</summary>
internal enum EntryLocation
{
    /// <summary>Not here.</summary>
    Elsewhere,

    /// <summary>Waiting; now in the operator's hands.</summary>
    Ready,

    /// <summary>In flight; the order is carried out with the outcome.</summary>
    InFlight,
}
