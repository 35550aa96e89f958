using Relay.Sdk.Events;

namespace Relay.Sdk.Spool;

/// <summary>A notice in the outbox.</summary>
/// <param name="Position">Grows with each notice.</param>
/// <param name="Notice">The notice.</param>
public sealed record OutboxNotice(long Position, MessageNotice Notice);
