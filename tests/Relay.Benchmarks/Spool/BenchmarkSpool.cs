using Microsoft.Extensions.Logging.Abstractions;
using Relay.Core.Settings;
using Relay.Core.Spool;
using Relay.Sdk.Mail;
using Relay.Sdk.Spool;

namespace Relay.Benchmarks.Spool;

/// <summary>A local spool in a temporary folder, and messages of one size for it.</summary>
internal sealed class BenchmarkSpool : IAsyncDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 2, 12, 0, 0, TimeSpan.Zero);
    private static readonly ReversePath Sender = ReversePath.From(Mailbox.Parse("sender@client.example"));
    private static readonly QueuedRecipient[] Recipients = [new() { Mailbox = Mailbox.Parse("user@dest.example") }];
    private readonly string folder = Directory.CreateTempSubdirectory("relay-spool-").FullName;
    private readonly byte[] content;
    private long lastId;

    public BenchmarkSpool(int octets)
    {
        content = new byte[octets];
        new Random(1).NextBytes(content);
        Store = new LocalSpool(new SpoolSettings { Path = folder, ReserveOctets = 0 }, TimeProvider.System, NullLoggerFactory.Instance);
    }

    public LocalSpool Store { get; }

    public const string Destination = "dest.example";

    public static DateTimeOffset Now => Noon;

    /// <summary>Stores one message, as a session does.</summary>
    public async ValueTask<ClaimedEntry> StoreAsync(bool claim)
    {
        var id = new MessageId(Interlocked.Increment(ref lastId));
        ISpoolDraft draft = await Store.Content.BeginAsync(id, mayUseReserve: false, CancellationToken.None);
        for (int offset = 0; offset < content.Length;)
        {
            int stretch = Math.Min(16 * 1024, content.Length - offset);
            content.AsSpan(offset, stretch).CopyTo(draft.GetSpan(stretch));
            draft.Advance(stretch);
            offset += stretch;
            await draft.FlushAsync(CancellationToken.None);
        }

        var message = new QueuedMessage { Id = id, ReceivedAt = Noon, ReversePath = Sender, LengthOctets = content.Length };
        var entry = new QueueEntry
        {
            Message = message,
            Destination = Destination,
            Recipients = Recipients,
            DueAt = Noon,
            ReviewAt = Noon.AddHours(4),
        };
        var change = new SpoolChange { Messages = [new NewMessage(message, draft, [entry], claim)] };
        return (await Store.Queue.CommitAsync(change, CancellationToken.None)).Entries[0];
    }

    /// <summary>Removes a delivered entry, as a delivery does.</summary>
    public async ValueTask CompleteAsync(ClaimedEntry claimed)
    {
        await Store.Queue.MarkInFlightAsync(claimed.Entry, CancellationToken.None);
        claimed.Content?.Release();
        await Store.Queue.CommitAsync(new SpoolChange { Updates = [new EntryUpdate(claimed.Entry, null)] }, CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }
}
