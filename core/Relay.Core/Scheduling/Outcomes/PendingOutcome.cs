using Relay.Core.Scheduling.Entries;
using Relay.Sdk.Events;
using Relay.Sdk.Spool;

namespace Relay.Core.Scheduling.Outcomes;

/// <summary>The outcome of an attempt or of a command, ready to be committed as a whole.</summary>
internal sealed class PendingOutcome
{
    /// <summary>What becomes of the entry.</summary>
    public required EntryUpdate Update { get; init; }

    /// <summary>Reports owed.</summary>
    public IReadOnlyList<NewMessage> Reports { get; init; } = [];

    public IReadOnlyList<MessageNotice> Notices { get; init; } = [];

    /// <summary>What to commit when the reports cannot be stored: the entry stays in the queue, and owes them. Set with reports.</summary>
    public PendingOutcome? WithoutReports { get; init; }

    /// <summary>An entry that goes on to another destination after the commit, its claim and content with it.</summary>
    public ClaimedItem? Moved { get; init; }
}
