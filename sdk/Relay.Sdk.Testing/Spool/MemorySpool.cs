using System.Text;
using Relay.Sdk.Events;
using Relay.Sdk.Mail;
using Relay.Sdk.Spool;

namespace Relay.Sdk.Testing.Spool;

/// <summary>A spool store in memory, for tests of what stands above a store. It keeps every promise of the conformance suite, for as long as the
/// objects live, and fails on request.</summary>
public sealed class MemorySpool : ISpoolStore
{
    private readonly MemoryState state;
    private readonly SpoolRecovery recovery;

    /// <summary>Makes an empty store.</summary>
    public MemorySpool()
        : this(new MemoryState(), new SpoolRecovery { Messages = 0, AfterCrash = false })
    {
    }

    private MemorySpool(MemoryState state, SpoolRecovery recovery)
    {
        (this.state, this.recovery) = (state, recovery);
        Queue = new MemoryQueue(state, this);
        Content = new MemoryContents(state, this);
        Outbox = new MemoryOutbox(state, this);
    }

    /// <inheritdoc/>
    public ISpoolQueue Queue { get; }

    /// <inheritdoc/>
    public ISpoolContent Content { get; }

    /// <inheritdoc/>
    public ISpoolOutbox Outbox { get; }

    /// <inheritdoc/>
    public ISpoolWatch? Watch { get; init; }

    /// <summary>What <see cref="ISpoolContent.HasRoom"/> says. While false, new mail is refused, and reports and outcomes are taken.</summary>
    public bool HasRoom { get; set; } = true;

    /// <summary>Asked before each commit: an exception to throw, or null.</summary>
    public Func<SpoolChange, Exception?> CommitFault { get; set; } = static _ => null;

    /// <summary>Awaited in each commit before anything is stored.</summary>
    public Func<Task> CommitDelay { get; set; } = static () => Task.CompletedTask;

    /// <summary>Asked before content is opened: an exception to throw, or null.</summary>
    public Func<MessageId, Exception?> ContentFault { get; set; } = static _ => null;

    /// <summary>Thrown by each flush of a draft while it is set.</summary>
    public Exception? FlushFault { get; set; }

    /// <summary>Thrown by each disposal of a draft while it is set.</summary>
    public Exception? DropFault { get; set; }

    /// <summary>Thrown by each reading of the outbox while it is set.</summary>
    public Exception? OutboxFault { get; set; }

    /// <summary>False: drafts forget what was flushed, for tests of memory.</summary>
    public bool KeepsContent { get; set; } = true;

    /// <summary>Completes when the first commit is asked for.</summary>
    public Task CommitBegun => state.CommitBegun.Task;

    /// <summary>How many changes were stored.</summary>
    public int Commits => state.Read(static s => s.Commits);

    /// <summary>How often due entries were asked for.</summary>
    public int Claims => state.Read(static s => s.Claims);

    /// <summary>How often an entry was asked for by its id in vain.</summary>
    public int RefusedClaims => state.Read(static s => s.RefusedClaims);

    /// <summary>Contents handed out and not released.</summary>
    public int OpenContents => state.OpenContents;

    /// <summary>How often the outbox was read.</summary>
    public int OutboxReads => state.Read(static s => s.OutboxReads);

    /// <summary>How often positions were saved.</summary>
    public int OutboxSaves => state.Read(static s => s.OutboxSaves);

    /// <summary>The messages in the queue, in the order of their commits.</summary>
    public IReadOnlyList<MemoryMessage> Messages => state.Read(static s => s.Messages.Values.OrderBy(static m => m.Number)
        .Select(m => new MemoryMessage(m.Message, [.. s.Entries.Values.Where(e => e.Message.Id == m.Message.Id)], m.Content, m.Claimed)).ToList());

    /// <summary>The entries in the queue, by their ids.</summary>
    public IReadOnlyList<QueueEntry> Entries => state.Read(static s => s.Entries.Values.ToList());

    /// <summary>The contents in the queue as UTF-8, by message.</summary>
    public IReadOnlyDictionary<MessageId, string> Contents =>
        state.Read(static s => s.Messages.ToDictionary(static m => m.Key, static m => Encoding.UTF8.GetString(m.Value.Content)));

    /// <summary>The notices in the outbox.</summary>
    public IReadOnlyList<MessageNotice> Notices => state.Read(static s => s.Notices.Select(static n => n.Notice).ToList());

    /// <summary>The position of the last notice.</summary>
    internal long LastPosition => state.Read(static s => s.LastPosition);

    /// <summary>The ids of the entries that are claimed.</summary>
    public IReadOnlyCollection<long> Claimed => state.Read(static s => s.Fences.Keys.ToList());

    /// <summary>The ids of the entries that are being attempted.</summary>
    public IReadOnlyCollection<long> InFlight => state.Read(static s => s.InFlight.ToList());

    /// <summary>All drafts that were ever begun.</summary>
    public IReadOnlyList<MemoryDraft> Drafts => state.Read(static s => s.Drafts.ToList());

    /// <summary>Opens what another store has kept, as after a restart. A store that was not disposed of before has crashed: it takes nothing
    /// more.</summary>
    public static MemorySpool Reopen(MemorySpool former)
    {
        (MemoryState state, SpoolRecovery recovery) = former.state.TakeOver();
        return new MemorySpool(state, recovery);
    }

    /// <summary>The saved positions of a relay's subscribers.</summary>
    public IReadOnlyDictionary<string, long> PositionsOf(string relay = "relay") => state.Read(s => s.PositionsOf(relay));

    /// <summary>Ends the claim on an entry, as a store does when the lease has run out.</summary>
    public void EndClaim(long entryId) => state.Read(s =>
    {
        s.EndClaim(entryId);
        return entryId;
    });

    /// <inheritdoc/>
    public ValueTask<SpoolRecovery> StartAsync(CancellationToken cancellationToken) => new(recovery);

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        state.Close();
        return ValueTask.CompletedTask;
    }
}
