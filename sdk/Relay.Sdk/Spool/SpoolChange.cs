using Relay.Sdk.Events;

namespace Relay.Sdk.Spool;

/// <summary>What is committed together: all of it or nothing.</summary>
public sealed record SpoolChange
{
    /// <summary>New messages, reports included.</summary>
    public IReadOnlyList<NewMessage> Messages { get; init; } = [];

    /// <summary>Outcomes of claimed entries. A message without entries is removed with its content.</summary>
    public IReadOnlyList<EntryUpdate> Updates { get; init; } = [];

    /// <summary>Notices for the outbox.</summary>
    public IReadOnlyList<MessageNotice> Notices { get; init; } = [];

    /// <summary>
    /// When given, the store adds a <see cref="MessageCompleted"/> of this time for each message that the updates leave without entries, behind
    /// <see cref="Notices"/> and in the same commit: only the store knows which messages these are. Null when no handler observes it.
    /// </summary>
    public DateTimeOffset? CompletedAt { get; init; }
}
