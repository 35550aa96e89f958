using Relay.Sdk.Mail;
using Relay.Sdk.Spool;

namespace Relay.Sdk.Testing.Spool;

/// <summary>A store on a fixture's storage, with short words for what the promises do with it.</summary>
internal sealed class SpoolScene(ISpoolStoreFixture fixture, CancellationToken cancellationToken) : IAsyncDisposable
{
    private long lastId = 0x0123_4567_89ab_0000;
    private ISpoolStore? store;

    /// <summary>A time with a whole number of seconds, long before now.</summary>
    public static DateTimeOffset Noon { get; } = new(2026, 1, 2, 12, 0, 0, TimeSpan.Zero);

    public static DateTimeOffset MuchLater { get; } = Noon.AddYears(1);

    public ISpoolStore Store => store ?? throw new InvalidOperationException("the store is closed");

    public IReadOnlyList<int> Thresholds => fixture.Thresholds;

    public CancellationToken Cancelled => cancellationToken;

    public async Task<SpoolRecovery> OpenAsync()
    {
        store = fixture.Create();
        return await store.StartAsync(cancellationToken);
    }

    /// <summary>Closes the store in order and opens it again.</summary>
    public async Task<SpoolRecovery> ReopenAsync()
    {
        await Store.DisposeAsync();
        store = null;
        return await OpenAsync();
    }

    /// <summary>Kills the store and opens it again.</summary>
    public async Task<SpoolRecovery> CrashAsync()
    {
        await fixture.CrashAsync(Store);
        store = null;
        return await OpenAsync();
    }

    /// <summary>Begins a message: its record, and entries that are due at noon.</summary>
    public QueuedMessage Message(long length = 0) => new()
    {
        Id = new MessageId(++lastId),
        ReceivedAt = Noon,
        ReversePath = ReversePath.From(Mailbox.Parse("sender@client.example")),
        LengthOctets = length,
    };

    public static QueueEntry Entry(QueuedMessage message, string destination = "dest.example", DateTimeOffset? dueAt = null) => new()
    {
        Message = message,
        Destination = destination,
        Recipients = [new QueuedRecipient { Mailbox = Mailbox.Parse($"user@{destination}") }],
        DueAt = dueAt ?? Noon,
        ReviewAt = MuchLater,
    };

    /// <summary>Writes content into a draft and gives the message to commit.</summary>
    public async Task<NewMessage> NewAsync(QueuedMessage message, byte[] content, bool claim, params QueueEntry[] entries)
    {
        ISpoolDraft draft = await Store.Content.BeginAsync(message.Id, mayUseReserve: false, cancellationToken);
        for (int offset = 0; offset < content.Length;)
        {
            int stretch = Math.Min(16 * 1024, content.Length - offset);
            content.AsSpan(offset, stretch).CopyTo(draft.GetSpan(stretch));
            draft.Advance(stretch);
            offset += stretch;
            await draft.FlushAsync(cancellationToken);
        }

        return new NewMessage(message, draft, entries, claim);
    }

    /// <summary>Commits one small message with one entry for each destination.</summary>
    public async Task<IReadOnlyList<ClaimedEntry>> QueueAsync(bool claim, params string[] destinations)
    {
        byte[] content = Content(100, (int)(lastId & 0xff));
        QueuedMessage message = Message(content.Length);
        QueueEntry[] entries = [.. destinations.Select(destination => Entry(message, destination))];
        return (await CommitAsync(await NewAsync(message, content, claim, entries))).Entries;
    }

    public Task<SpoolReceipt> CommitAsync(params NewMessage[] messages) => CommitAsync(new SpoolChange { Messages = messages });

    public Task<SpoolReceipt> CommitAsync(params EntryUpdate[] updates) => CommitAsync(new SpoolChange { Updates = updates });

    public async Task<SpoolReceipt> CommitAsync(SpoolChange change) => await Store.Queue.CommitAsync(change, cancellationToken);

    public async Task ReleaseAsync(IReadOnlyList<ClaimedEntry> entries) => await Store.Queue.ReleaseAsync(entries, cancellationToken);

    public async Task<bool> EndClaimAsync(long entryId) => await fixture.EndClaimAsync(Store, entryId);

    public async Task MarkAsync(QueueEntry entry) =>
        Require(await Store.Queue.MarkInFlightAsync(entry, cancellationToken), "an attempt for a claimed entry was refused");

    public Task<IReadOnlyList<ClaimedEntry>> ClaimDueAsync(string destination = "dest.example", int limit = 1000) =>
        ClaimDueAsync(destination, Noon, limit);

    public async Task<IReadOnlyList<ClaimedEntry>> ClaimDueAsync(string destination, DateTimeOffset now, int limit) =>
        await Store.Queue.ClaimDueAsync(destination, now, limit, cancellationToken);

    public async Task<List<QueueEntry>> ListAsync(QueueFilter? filter = null)
    {
        var list = new List<QueueEntry>();
        await foreach (QueueEntry entry in Store.Queue.ListAsync(filter ?? new QueueFilter(), cancellationToken))
            list.Add(entry);
        return list;
    }

    /// <summary>Reads the content of a message through the store; null when the message is gone.</summary>
    public async Task<byte[]?> ReadAsync(MessageId id)
    {
        SpooledContent? content = await Store.Content.OpenAsync(id, cancellationToken);
        if (content is null)
            return null;
        byte[] octets = await ReadAsync(content);
        content.Release();
        return octets;
    }

    public async Task<byte[]> ReadAsync(SpooledContent content)
    {
        using var copy = new MemoryStream();
        await using Stream stream = await content.OpenReadAsync(cancellationToken);
        await stream.CopyToAsync(copy, cancellationToken);
        return copy.ToArray();
    }

    /// <summary>Octets that look like nothing else: no two stretches are alike.</summary>
    public static byte[] Content(int length, int seed = 1)
    {
        byte[] octets = new byte[length];
#pragma warning disable CA5394 // Only has to differ.
        new Random(seed).NextBytes(octets);
#pragma warning restore CA5394
        return octets;
    }

    public static void Require(bool kept, string otherwise)
    {
        if (!kept)
            throw new SpoolConformanceException(otherwise);
    }

    public static void RequireEqual<T>(T expected, T found, string what)
    {
        if (!EqualityComparer<T>.Default.Equals(expected, found))
            throw new SpoolConformanceException($"{what}: expected {expected}, found {found}");
    }

    public static void RequireSame(byte[] expected, byte[]? found, string what)
    {
        if (found is null)
            throw new SpoolConformanceException($"{what}: expected {expected.Length} octets, found none");
        if (!expected.AsSpan().SequenceEqual(found))
        {
            throw new SpoolConformanceException(
                $"{what}: {expected.Length} octets expected and {found.Length} found; they differ from octet " +
                $"{expected.AsSpan().CommonPrefixLength(found)} on");
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (store is not null)
            await store.DisposeAsync();
    }
}
