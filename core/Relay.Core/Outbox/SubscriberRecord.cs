namespace Relay.Core.Outbox;

/// <summary>One subscriber of the outbox as people see it.</summary>
/// <param name="Name">Plugin and handler.</param>
/// <param name="Position">The last notice that is done with.</param>
/// <param name="Failures">How often the notice after it has failed so far.</param>
public sealed record SubscriberRecord(string Name, long Position, int Failures);
