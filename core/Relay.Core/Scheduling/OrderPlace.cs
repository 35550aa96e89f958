namespace Relay.Core.Scheduling;

/// <summary>Where an operator's order found an entry.</summary>
internal enum OrderPlace
{
    /// <summary>Not at the destination.</summary>
    Elsewhere,

    /// <summary>In its window; now in the operator's hands.</summary>
    Window,

    /// <summary>In flight; the order is carried out with the outcome.</summary>
    InFlight,
}
