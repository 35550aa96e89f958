using Relay.Core.Spool.Content;
using Relay.Core.Spool.Records;
using Relay.Core.Spool.Sqlite;
using Relay.Sdk.Mail;
using Relay.Sdk.Spool;

namespace Relay.Core.Spool.Reading;

/// <summary>Opens the content of queued messages.</summary>
internal sealed class ContentOpener(ReaderPool readers, BodyFolder folder, CorruptArea corrupt, string database)
{
    /// <summary>Opens content; null when the message is gone.</summary>
    /// <exception cref="IOException">It cannot be read. When it is lost for good, its entries were taken out of the queue.</exception>
    public async ValueTask<SpooledContent?> OpenAsync(MessageId id, CancellationToken cancellationToken)
    {
        try
        {
            StoredBody? body = await readers.ReadAsync(id, static (reader, id) => reader.LoadBody(id), cancellationToken);
            return body is null ? null : (SpooledContent?)body.Inline ?? folder.Open(id, body.LengthOctets);
        }
        catch (UnreadableRecordException fault)
        {
            return await GiveUpAsync(id, fault);
        }
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
