namespace Relay.Core.Scheduling.Administration;

/// <summary>What an operator's command did.</summary>
/// <param name="Matched">Entries that the filter selects.</param>
/// <param name="Changed">Entries that were changed.</param>
/// <param name="InFlight">Entries that are being sent: they are changed when the attempt does not settle them.</param>
/// <param name="Skipped">Entries that were as wanted already, or have left the queue meanwhile.</param>
public sealed record QueueCommandResult(long Matched, long Changed, long InFlight, long Skipped);
