namespace Relay.Core.Scheduling.Retry;

/// <summary>The retry rule of a domain, or why it is not known now.</summary>
/// <param name="Rule">Null when the list of a rule gave no answer.</param>
/// <param name="Problem">One line for the log: which setting, and why; null when there is a rule.</param>
public readonly record struct RetryAnswer(RetryRule? Rule, string? Problem);
