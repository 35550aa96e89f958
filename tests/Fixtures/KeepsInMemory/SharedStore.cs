using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;
using System.Threading.Channels;
using Relay.Sdk.Mail;
using Relay.Sdk.Spool;

namespace KeepsInMemory;

/// <summary>
/// The store as if it lay behind a network, with another relay at it: each call really waits, and the store tells of that relay's mail.
/// </summary>
internal sealed class SharedStore(MemoryStore own) : ISpoolStore, ISpoolQueue, ISpoolContent, ISpoolOutbox, ISpoolWatch
{
    private readonly Channel<string> told = Channel.CreateUnbounded<string>();

    public ISpoolQueue Queue => this;

    public ISpoolContent Content => this;

    public ISpoolOutbox Outbox => this;

    public ISpoolWatch Watch => this;

    public bool HasRoom => own.HasRoom;

    /// <summary>What the other relay does: it takes a message for a destination of this relay's, and another recipient.</summary>
    public async Task PutInAsync(Mailbox recipient, CancellationToken cancellationToken)
    {
        QueueEntry like = await FirstAsync(cancellationToken);
        MessageId id = new(like.Message.Id.Value + 1);
        ISpoolDraft draft = await own.BeginAsync(id, mayUseReserve: false, cancellationToken);
        draft.Write(Encoding.ASCII.GetBytes("Subject: from another relay\r\n\r\nHello.\r\n"));
        QueuedMessage message = like.Message with { Id = id, LengthOctets = draft.LengthOctets };
        QueueEntry entry = like with
        {
            EntryId = 0,
            Message = message,
            Recipients = [new QueuedRecipient { Mailbox = recipient }],
            DueAt = message.ReceivedAt,
            Attempts = 0,
            FirstFailureAt = null,
            Fence = 0,
        };
        await own.CommitAsync(new SpoolChange { Messages = [new NewMessage(message, draft, [entry], Claim: false)] }, cancellationToken);
        await told.Writer.WriteAsync(entry.Destination, cancellationToken);
    }

    public IAsyncEnumerable<string> WatchAsync(CancellationToken cancellationToken) => told.Reader.ReadAllAsync(cancellationToken);

    public ValueTask<SpoolRecovery> StartAsync(CancellationToken cancellationToken) => LaterAsync(own.StartAsync, cancellationToken);

    public ValueTask<SpoolReceipt> CommitAsync(SpoolChange change, CancellationToken cancellationToken)
    {
        SpoolChange meant = change with { Messages = [.. change.Messages.Select(static it => it with { Draft = ((SlowDraft)it.Draft).Own })] };
        return LaterAsync(token => own.CommitAsync(meant, token), cancellationToken);
    }

    public ValueTask<IReadOnlyList<ClaimedEntry>> ClaimDueAsync(
        string destination, DateTimeOffset now, int limit, CancellationToken cancellationToken) =>
        LaterAsync(token => own.ClaimDueAsync(destination, now, limit, token), cancellationToken);

    public ValueTask<IReadOnlyList<ClaimedEntry>> ClaimForReviewAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken) =>
        LaterAsync(token => own.ClaimForReviewAsync(now, limit, token), cancellationToken);

    public ValueTask<ClaimedEntry?> ClaimAsync(long entryId, CancellationToken cancellationToken) =>
        LaterAsync(token => own.ClaimAsync(entryId, token), cancellationToken);

    public async ValueTask ReleaseAsync(IReadOnlyList<ClaimedEntry> entries, CancellationToken cancellationToken)
    {
        await Task.Delay(1, cancellationToken);
        await own.ReleaseAsync(entries, cancellationToken);
    }

    public ValueTask<bool> MarkInFlightAsync(QueueEntry entry, CancellationToken cancellationToken) =>
        LaterAsync(token => own.MarkInFlightAsync(entry, token), cancellationToken);

    public IAsyncEnumerable<DestinationBacklog> ListDestinationsAsync(CancellationToken cancellationToken) =>
        EachLaterAsync(own.ListDestinationsAsync(cancellationToken), cancellationToken);

    public ValueTask<DateTimeOffset?> NextDueAsync(string destination, CancellationToken cancellationToken) =>
        LaterAsync(token => own.NextDueAsync(destination, token), cancellationToken);

    public IAsyncEnumerable<QueueEntry> ListAsync(QueueFilter filter, CancellationToken cancellationToken) =>
        EachLaterAsync(own.ListAsync(filter, cancellationToken), cancellationToken);

    public ValueTask<long> CountAsync(QueueFilter filter, CancellationToken cancellationToken) =>
        LaterAsync(token => own.CountAsync(filter, token), cancellationToken);

    public async ValueTask<ISpoolDraft> BeginAsync(MessageId id, bool mayUseReserve, CancellationToken cancellationToken) =>
        new SlowDraft(await LaterAsync(token => own.BeginAsync(id, mayUseReserve, token), cancellationToken));

    public async ValueTask<SpooledContent?> OpenAsync(MessageId id, CancellationToken cancellationToken) =>
        await LaterAsync(token => own.OpenAsync(id, token), cancellationToken) is { } content ? new SlowContent(content) : null;

    public ValueTask<IReadOnlyList<OutboxNotice>> ReadAsync(long after, int limit, CancellationToken cancellationToken) =>
        LaterAsync(token => own.ReadAsync(after, limit, token), cancellationToken);

    public ValueTask<IReadOnlyDictionary<string, long>> LoadPositionsAsync(string relay, CancellationToken cancellationToken) =>
        LaterAsync(token => own.LoadPositionsAsync(relay, token), cancellationToken);

    public async ValueTask SavePositionsAsync(string relay, IReadOnlyDictionary<string, long> positions, CancellationToken cancellationToken)
    {
        await Task.Delay(1, cancellationToken);
        await own.SavePositionsAsync(relay, positions, cancellationToken);
    }

    public ValueTask DisposeAsync() => new(Task.Delay(1));

    private static async ValueTask<T> LaterAsync<T>(Func<CancellationToken, ValueTask<T>> call, CancellationToken cancellationToken)
    {
        await Task.Delay(1, cancellationToken);
        return await call(cancellationToken);
    }

    private static async IAsyncEnumerable<T> EachLaterAsync<T>(
        IAsyncEnumerable<T> items, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (T item in items.WithCancellation(cancellationToken))
        {
            await Task.Delay(1, cancellationToken);
            yield return item;
        }
    }

    private async Task<QueueEntry> FirstAsync(CancellationToken cancellationToken)
    {
        await foreach (QueueEntry entry in own.ListAsync(new QueueFilter { Limit = 1 }, cancellationToken))
            return entry;
        throw new InvalidOperationException("the queue is empty");
    }

    private sealed class SlowDraft(ISpoolDraft own) : ISpoolDraft
    {
        public ISpoolDraft Own => own;

        public long LengthOctets => own.LengthOctets;

        public void Advance(int count) => own.Advance(count);

        public Memory<byte> GetMemory(int sizeHint = 0) => own.GetMemory(sizeHint);

        public Span<byte> GetSpan(int sizeHint = 0) => own.GetSpan(sizeHint);

        public async ValueTask FlushAsync(CancellationToken cancellationToken)
        {
            await Task.Delay(1, cancellationToken);
            await own.FlushAsync(cancellationToken);
        }

        public async ValueTask<SpooledContent> ReadBackAsync(CancellationToken cancellationToken) =>
            new SlowContent(await LaterAsync(own.ReadBackAsync, cancellationToken));

        public async ValueTask DisposeAsync()
        {
            await Task.Delay(1);
            await own.DisposeAsync();
        }
    }

    // Not in memory for the relay: it has to be read.
    private sealed class SlowContent(SpooledContent own) : SpooledContent
    {
        public override long LengthOctets => own.LengthOctets;

        public override ReadOnlySequence<byte>? Memory => null;

        public override ValueTask<Stream> OpenReadAsync(CancellationToken cancellationToken) => LaterAsync(own.OpenReadAsync, cancellationToken);

        protected override void Free() => own.Release();
    }
}
