using System.Collections.Concurrent;
using Relay.Core.Spool.Content;
using Relay.Core.Spool.Disk;
using Relay.Core.Spool.Reading;
using Relay.Core.Spool.Records;
using Relay.Core.Spool.Sqlite;
using Relay.Sdk.Mail;
using Relay.Sdk.Spool;

namespace Relay.Core.Spool;

/// <summary>Opens the content of queued messages, once its checksum is known to be right.</summary>
internal sealed class ContentOpener(ReaderPool readers, BodyFolder folder, DiskThreads disk, CorruptArea corrupt, string database, TimeProvider time)
{
    /// <summary>A file that was found right is not read through again for so long: a message to many destinations is opened for each of
    /// them.</summary>
    private static readonly TimeSpan TrustFor = TimeSpan.FromMinutes(1);

    private const int MaxTrusted = 256;
    private readonly ConcurrentDictionary<MessageId, long> trusted = new();

    /// <summary>Opens content; null when the message is gone.</summary>
    /// <exception cref="IOException">It cannot be read. When it is lost for good, its entries were taken out of the queue.</exception>
    public async ValueTask<SpooledContent?> OpenAsync(MessageId id, CancellationToken cancellationToken)
    {
        try
        {
            StoredBody? body = await readers.ReadAsync(id, static (reader, id) => reader.LoadBody(id), cancellationToken);
            if (body is null)
                return null;
            return body.Inline ?? (SpooledContent)await OpenFileAsync(id, body);
        }
        catch (UnreadableRecordException fault)
        {
            return await GiveUpAsync(id, fault);
        }
    }

    private async ValueTask<FileContent> OpenFileAsync(MessageId id, StoredBody body)
    {
        FileContent content = folder.Open(id, body.LengthOctets);
        if (body.Sum is not { } sum || IsTrusted(id))
            return content;
        try
        {
            await disk.RunAsync(() => content.Verify(id, sum));
        }
        catch
        {
            content.Release();
            throw;
        }

        Trust(id);
        return content;
    }

    private bool IsTrusted(MessageId id) => trusted.TryGetValue(id, out long since) && time.GetElapsedTime(since) < TrustFor;

    private void Trust(MessageId id)
    {
        if (trusted.Count >= MaxTrusted)
            trusted.Clear();
        trusted[id] = time.GetTimestamp();
    }

    private async ValueTask<SpooledContent?> GiveUpAsync(MessageId id, UnreadableRecordException fault)
    {
        // The message may have been completed, and its file removed, after its row was read.
        List<long> entries = ListEntries(id);
        if (entries.Count == 0)
            return null;
        foreach (long entryId in entries)
            await corrupt.MoveAsync(entryId, id, fault);
        throw new IOException($"the content of {id} cannot be read: {fault.Message}", fault);
    }

    private List<long> ListEntries(MessageId id)
    {
        using var lister = new QueueLister(Database.OpenReadOnly(database));
        return lister.ListEntries(id);
    }
}
