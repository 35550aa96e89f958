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
    public IReadOnlyList<Notice> Notices { get; init; } = [];
}
