using Relay.Sdk.Replies;

namespace Relay.Core.Spool.Records;

/// <summary>A reply in a record: its code (0 for no reply), subject and detail of its status with one added (0 for no status), and its
/// text.</summary>
internal static class ReplyRecord
{
    private static readonly SmtpReply Unknown = new(554, "5.0.0", "Delivery failed");

    public static void Write(RecordWriter writer, SmtpReply? reply)
    {
        writer.VarInt((ulong)(reply?.Code ?? 0));
        if (reply is null)
            return;
        writer.VarInt(reply.Status.IsNone ? 0 : (ulong)reply.Status.Subject + 1);
        if (!reply.Status.IsNone)
            writer.VarInt((ulong)reply.Status.Detail);
        writer.Text(reply.Text);
    }

    /// <exception cref="UnreadableRecordException">It is no reply.</exception>
    public static SmtpReply? Read(ref RecordReader reader)
    {
        int code = (int)reader.VarInt();
        if (code == 0)
            return null;
        int subject = (int)reader.VarInt() - 1;
        EnhancedStatus status = subject < 0 ? EnhancedStatus.None : new EnhancedStatus(code / 100, subject, (int)reader.VarInt());
        try
        {
            return new SmtpReply(code, status, reader.Text() ?? "");
        }
        catch (ArgumentException fault)
        {
            throw new UnreadableRecordException("a reply in the record is not valid", fault);
        }
    }

    /// <summary>Reads a reply from the line of text that version 1 of the entry's record kept. A line that is no reply becomes a failure, the safe
    /// thing to report.</summary>
    public static SmtpReply? Parse(string? line)
    {
        if (line is null)
            return null;
        return SmtpReply.TryParse(line, out SmtpReply? reply) ? reply : Unknown;
    }
}
