using Relay.Sdk.Mail;
using Relay.Sdk.Spool;

namespace Relay.Core.Spool.Records;

/// <summary>A message's record: all of <see cref="QueuedMessage"/> but its id, and the checksum of its content.</summary>
/// <remarks>Version 1 has neither facts nor checksum; it is read, and never written.</remarks>
internal static class MessageRecord
{
    private const byte Version = 2;

    public static Slice Write(RecordWriter writer, QueuedMessage message, uint contentSum)
    {
        int start = writer.Position;
        writer.Byte(Version);
        writer.Int64(message.ReceivedAt.UtcTicks);
        writer.Byte((byte)message.Body);
        writer.Byte((byte)((message.SmtpUtf8 ? 1 : 0) | (message.RequireTls ? 2 : 0)));
        writer.Byte((byte)message.Return);
        writer.VarInt((ulong)message.LengthOctets);
        writer.Text(message.ReversePath.IsNull ? null : message.ReversePath.ToString());
        writer.Text(message.EnvelopeId);
        writer.Text(message.Origin);
        writer.Text(message.Facts);
        writer.UInt32(contentSum);
        return writer.Seal(start);
    }

    /// <exception cref="UnreadableRecordException">It cannot be read.</exception>
    public static QueuedMessage Read(MessageId id, ReadOnlySpan<byte> record) => Read(id, record, out _);

    /// <param name="contentSum">The checksum of the content; null when an earlier version wrote the record.</param>
    /// <exception cref="UnreadableRecordException">It cannot be read.</exception>
    public static QueuedMessage Read(MessageId id, ReadOnlySpan<byte> record, out uint? contentSum)
    {
        var reader = new RecordReader(record);
        byte version = reader.Byte();
        if (version is 0 or > Version)
            throw new UnreadableRecordException($"the message's record has version {version}, which this relay does not know");
        long receivedAt = reader.Int64();
        var body = (BodyType)reader.Byte();
        byte flags = reader.Byte();
        var dsnReturn = (DsnReturn)reader.Byte();
        long length = (long)reader.VarInt();
        string? reversePath = reader.Text();
        string? envelopeId = reader.Text();
        string? origin = reader.Text();
        string? facts = version > 1 ? reader.Text() : null;
        contentSum = version > 1 ? reader.UInt32() : null;
        reader.End();
        return new QueuedMessage
        {
            Id = id,
            ReceivedAt = RecordTime.Read(receivedAt),
            ReversePath = reversePath is null ? ReversePath.Null : ReversePath.From(RecordMailbox.Read(reversePath)),
            Body = body,
            SmtpUtf8 = (flags & 1) != 0,
            RequireTls = (flags & 2) != 0,
            Return = dsnReturn,
            EnvelopeId = envelopeId,
            LengthOctets = length,
            Origin = origin ?? "",
            Facts = facts ?? "",
        };
    }
}
