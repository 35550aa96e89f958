using Relay.Sdk.Mail;
using Relay.Sdk.Spool;

namespace Relay.Core.Spool.Records;

/// <summary>A message's record: all of <see cref="QueuedMessage"/> but its id.</summary>
internal static class MessageRecord
{
    private const byte Version = 1;

    public static Slice Write(RecordWriter writer, QueuedMessage message)
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
        return writer.Seal(start);
    }

    /// <exception cref="UnreadableRecordException">It cannot be read.</exception>
    public static QueuedMessage Read(MessageId id, ReadOnlySpan<byte> record)
    {
        var reader = new RecordReader(record);
        byte version = reader.Byte();
        if (version != Version)
            throw new UnreadableRecordException($"the message's record has version {version}, which this relay does not know");
        long receivedAt = reader.Int64();
        var body = (BodyType)reader.Byte();
        byte flags = reader.Byte();
        var dsnReturn = (DsnReturn)reader.Byte();
        long length = (long)reader.VarInt();
        string? reversePath = reader.Text();
        string? envelopeId = reader.Text();
        string? origin = reader.Text();
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
        };
    }
}
