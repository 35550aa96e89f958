using Relay.Core.Delivery;

namespace Relay.Core.Scheduling;

/// <summary>What an attempt came to for one recipient.</summary>
/// <param name="Outcome">Null when the attempt was given up before there was one; it does not count then.</param>
/// <param name="Leg">How; null when no route was found.</param>
internal readonly record struct RecipientResult(RecipientOutcome? Outcome, AttemptLeg? Leg);
