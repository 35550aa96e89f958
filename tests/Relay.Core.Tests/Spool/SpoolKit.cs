using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Relay.Core.Settings;
using Relay.Core.Spool;
using Relay.Sdk.Mail;
using Relay.Sdk.Spool;

namespace Relay.Core.Tests.Spool;

/// <summary>A folder, spools on it, and short words for what tests do with them.</summary>
internal sealed class SpoolKit : IDisposable
{
    private long lastId = 1000;

    public static DateTimeOffset Noon { get; } = new(2026, 1, 2, 12, 0, 0, TimeSpan.Zero);

    public TemporaryFolder Folder { get; } = new();

    public SpoolSettings Settings { get; init; } = new() { ReserveOctets = 0 };

    public SpoolLimits Limits { get; init; } = new();

    public TimeProvider Time { get; init; } = TimeProvider.System;

    public ILoggerFactory Loggers { get; init; } = NullLoggerFactory.Instance;

    public string Path { get; init; } = "";

    private string SpoolPath => Path.Length > 0 ? Path : Folder["spool"];

    public string this[string name] => System.IO.Path.Combine(SpoolPath, name);

    public LocalSpool Create(ILoggerFactory? loggers = null) => new(Settings with { Path = SpoolPath }, Time, loggers ?? Loggers) { Limits = Limits };

    public async Task<LocalSpool> StartAsync()
    {
        LocalSpool spool = Create();
        await spool.StartAsync(CancellationToken.None);
        return spool;
    }

    /// <summary>Stores a message with one entry.</summary>
    public async Task<ClaimedEntry> QueueAsync(ISpoolStore spool, int octets = 100, string destination = "dest.example", bool claim = false) =>
        (await spool.Queue.CommitAsync(new SpoolChange { Messages = [await NewAsync(spool, octets, destination, claim)] },
            CancellationToken.None)).Entries[0];

    /// <summary>Leaves out ids: content files lie in 256 folders, by the last octet.</summary>
    public void SkipIds(int count) => lastId += count;

    public async Task<NewMessage> NewAsync(ISpoolStore spool, int octets = 100, string destination = "dest.example", bool claim = false)
    {
        var id = new MessageId(++lastId);
        ISpoolDraft draft = await spool.Content.BeginAsync(id, mayUseReserve: false, CancellationToken.None);
        Content(id, octets).CopyTo(draft.GetSpan(Math.Max(octets, 1)));
        draft.Advance(octets);
        var message = new QueuedMessage { Id = id, ReceivedAt = Noon, ReversePath = ReversePath.Null, LengthOctets = octets };
        var entry = new QueueEntry
        {
            Message = message,
            Destination = destination,
            Recipients = [new QueuedRecipient { Mailbox = Mailbox.Parse($"user@{destination}") }],
            DueAt = Noon,
            ReviewAt = Noon.AddYears(1),
        };
        return new NewMessage(message, draft, [entry], claim);
    }

    public static byte[] Content(MessageId id, int octets)
    {
        byte[] content = new byte[octets];
        new Random((int)id.Value).NextBytes(content);
        return content;
    }

    /// <summary>Removes an entry, claiming it first when it is not claimed.</summary>
    public static async Task RemoveAsync(ISpoolStore spool, QueueEntry entry)
    {
        QueueEntry held = entry.Fence != 0 ? entry : (await spool.Queue.ClaimAsync(entry.EntryId, CancellationToken.None))?.Entry ?? entry;
        await spool.Queue.CommitAsync(new SpoolChange { Updates = [new EntryUpdate(held, null)] }, CancellationToken.None);
    }

    public static async Task<List<QueueEntry>> ListAsync(IAsyncEnumerable<QueueEntry> listing)
    {
        var list = new List<QueueEntry>();
        await foreach (QueueEntry entry in listing)
            list.Add(entry);
        return list;
    }

    public static Task<List<QueueEntry>> ListAsync(ISpoolStore spool) => ListAsync(spool.Queue.ListAsync(new QueueFilter(), CancellationToken.None));

    public static async Task<byte[]> ReadAsync(SpooledContent content)
    {
        using var copy = new MemoryStream();
        await using Stream stream = await content.OpenReadAsync(CancellationToken.None);
        await stream.CopyToAsync(copy);
        content.Release();
        return copy.ToArray();
    }

    /// <summary>Changes the database of a closed spool behind its back.</summary>
    public void Tamper(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={this["spool.db"]};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>Deletes a file or folder of the spool.</summary>
    public void Delete(string name)
    {
        if (Directory.Exists(this[name]))
            Directory.Delete(this[name], recursive: true);
        else
            File.Delete(this[name]);
    }

    /// <summary>Waits for something that a thread of the spool does by itself.</summary>
    public static async Task UntilAsync(Func<bool> holds)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!holds())
        {
            patience.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    public void Dispose() => Folder.Dispose();
}
