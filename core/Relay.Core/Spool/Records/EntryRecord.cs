using Relay.Sdk.Mail;
using Relay.Sdk.Spool;

namespace Relay.Core.Spool.Records;

/// <summary>An entry's record: what of <see cref="QueueEntry"/> has no column of its own.</summary>
/// <remarks>Version 1 has no facts, and the last reply as one line of text; it is read, and never written.</remarks>
internal static class EntryRecord
{
    private const byte Version = 2;
    private const int DelayReportSent = 1;
    private const int HasFailed = 2;

    /// <summary>Beside the flags of NOTIFY in a recipient's octet.</summary>
    private const byte Settled = 0x80;

    public static Slice Write(RecordWriter writer, QueueEntry entry)
    {
        int start = writer.Position;
        writer.Byte(Version);
        writer.Byte((byte)((entry.DelayReportSent ? DelayReportSent : 0) | (entry.FirstFailureAt is null ? 0 : HasFailed)));
        if (entry.FirstFailureAt is { } failedAt)
            writer.Int64(failedAt.UtcTicks);
        writer.VarInt((uint)entry.Attempts);
        writer.Text(entry.Facts);
        writer.VarInt((uint)entry.Recipients.Count);
        for (int i = 0; i < entry.Recipients.Count; i++)
        {
            QueuedRecipient recipient = entry.Recipients[i];
            writer.Text(recipient.Mailbox.LocalPart);
            writer.Text(recipient.Mailbox.Domain.Value);
            writer.Byte((byte)((byte)recipient.Notify | (recipient.IsSettled ? Settled : 0)));
            writer.Text(recipient.OriginalRecipient);
            ReplyRecord.Write(writer, recipient.LastReply);
            writer.Text(recipient.Facts);
        }

        return writer.Seal(start);
    }

    /// <summary>Reads the record; id, message and columns are the caller's to fill in.</summary>
    /// <exception cref="UnreadableRecordException">It cannot be read.</exception>
    public static QueueEntry Read(ReadOnlySpan<byte> record, EntryColumns columns, long fence, QueuedMessage message)
    {
        var reader = new RecordReader(record);
        byte version = reader.Byte();
        if (version is 0 or > Version)
            throw new UnreadableRecordException($"the entry's record has version {version}, which this relay does not know");
        byte flags = reader.Byte();
        DateTimeOffset? failedAt = (flags & HasFailed) != 0 ? RecordTime.Read(reader.Int64()) : null;
        int attempts = (int)reader.VarInt();
        string? facts = version > 1 ? reader.Text() : null;
        QueuedRecipient[] recipients = ReadRecipients(ref reader, version);
        reader.End();
        return new QueueEntry
        {
            EntryId = columns.EntryId,
            Message = message,
            Destination = columns.Destination,
            Recipients = recipients,
            DueAt = RecordTime.Read(columns.Due),
            ReviewAt = RecordTime.Read(columns.Review),
            Attempts = attempts,
            FirstFailureAt = failedAt,
            DelayReportSent = (flags & DelayReportSent) != 0,
            Hold = (QueueHold)columns.Hold,
            Crashes = columns.Crashes,
            Facts = facts ?? "",
            Fence = fence,
        };
    }

    private static QueuedRecipient[] ReadRecipients(ref RecordReader reader, byte version)
    {
        ulong count = reader.VarInt();
        if (count is 0 or > 1_000_000)
            throw new UnreadableRecordException("the record's number of recipients is out of range");
        var recipients = new QueuedRecipient[count];
        for (int i = 0; i < recipients.Length; i++)
        {
            Mailbox mailbox = RecordMailbox.Read($"{reader.Text()}@{reader.Text()}");
            byte flags = reader.Byte();
            recipients[i] = new QueuedRecipient
            {
                Mailbox = mailbox,
                Notify = (DsnNotify)(flags & ~Settled),
                IsSettled = (flags & Settled) != 0,
                OriginalRecipient = reader.Text(),
                LastReply = version > 1 ? ReplyRecord.Read(ref reader) : ReplyRecord.Parse(reader.Text()),
                Facts = (version > 1 ? reader.Text() : null) ?? "",
            };
        }

        return recipients;
    }
}
