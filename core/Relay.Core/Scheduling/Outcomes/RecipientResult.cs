using Relay.Core.Delivery;

namespace Relay.Core.Scheduling.Outcomes;

/// <summary>What an attempt came to for one recipient.</summary>
/// <param name="Outcome">Null when the attempt was given up before there was one; it does not count then.</param>
/// <param name="Leg">How; null when no route was found.</param>
/// <param name="WaitsFor">The destination that could take nothing just now, when it was not tried for that; null otherwise.</param>
internal readonly record struct RecipientResult(RecipientOutcome? Outcome, AttemptLeg? Leg, string? WaitsFor = null);
