using Relay.Sdk.Events;
using Relay.Sdk.Mail;
using Relay.Sdk.Spool;

namespace Relay.TestKit.Plugins;

/// <summary>A spool store that keeps an outbox in memory and nothing else.</summary>
public sealed class MemoryOutbox : ISpoolStore
{
    private readonly Lock gate = new();
    private readonly List<OutboxNotice> notices = [];
    private IReadOnlyDictionary<string, long> positions = new Dictionary<string, long>();
    private long last;

    public bool HasRoom { get; set; } = true;

    /// <summary>How often positions were saved.</summary>
    public int Saves { get; private set; }

    /// <summary>How often notices were read.</summary>
    public int Reads { get; private set; }

    /// <summary>Whether reading fails.</summary>
    public bool IsBroken { get; set; }

    /// <summary>The notices not yet dropped.</summary>
    public int Count
    {
        get
        {
            lock (gate)
                return notices.Count;
        }
    }

    /// <summary>The subscribers that have a saved position.</summary>
    public IReadOnlyCollection<string> Subscribers
    {
        get
        {
            lock (gate)
                return [.. positions.Keys];
        }
    }

    /// <summary>A subscriber's saved position.</summary>
    public long SavedAt(string subscriber)
    {
        lock (gate)
            return positions.GetValueOrDefault(subscriber);
    }

    public void Commit(params IReadOnlyList<MessageNotice> more)
    {
        lock (gate)
        {
            foreach (MessageNotice notice in more)
                notices.Add(new OutboxNotice(++last, notice));
        }
    }

    public ValueTask<IReadOnlyList<OutboxNotice>> ReadOutboxAsync(long after, int limit, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            if (IsBroken)
                throw new IOException("the disk is gone");
            Reads++;
            return new([.. notices.Where(notice => notice.Position > after).Take(limit)]);
        }
    }

    public ValueTask<IReadOnlyDictionary<string, long>> LoadPositionsAsync(CancellationToken cancellationToken)
    {
        lock (gate)
            return new(new Dictionary<string, long>(positions));
    }

    public ValueTask SavePositionsAsync(IReadOnlyDictionary<string, long> positions, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            Saves++;
            this.positions = new Dictionary<string, long>(positions);
            notices.RemoveAll(notice => positions.Values.All(position => position >= notice.Position));
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    public ValueTask<SpoolRecovery> StartAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public ISpoolDraft BeginDraft(MessageId id, bool mayUseReserve = false) => throw new NotSupportedException();

    public ValueTask<SpoolReceipt> CommitAsync(SpoolChange change, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<IReadOnlyList<ClaimedEntry>> ClaimDueAsync(string destination, DateTimeOffset now, int limit, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public ValueTask<IReadOnlyList<ClaimedEntry>> ClaimAttentionAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public ValueTask<ClaimedEntry?> ClaimAsync(long entryId, CancellationToken cancellationToken) => throw new NotSupportedException();

    public void Release(IReadOnlyList<ClaimedEntry> entries) => throw new NotSupportedException();

    public void MarkInFlight(QueueEntry entry) => throw new NotSupportedException();

    public ValueTask<SpooledContent?> OpenContentAsync(MessageId id, CancellationToken cancellationToken) => throw new NotSupportedException();

    public IAsyncEnumerable<DestinationBacklog> ListDestinationsAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<DateTimeOffset?> NextDueAsync(string destination, CancellationToken cancellationToken) => throw new NotSupportedException();

    public IAsyncEnumerable<QueueEntry> ListAsync(QueueFilter filter, CancellationToken cancellationToken) => throw new NotSupportedException();
}
