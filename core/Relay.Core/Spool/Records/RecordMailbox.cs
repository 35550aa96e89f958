using Relay.Sdk.Mail;

namespace Relay.Core.Spool.Records;

/// <summary>A mailbox as text.</summary>
internal static class RecordMailbox
{
    /// <exception cref="UnreadableRecordException">It is no mailbox.</exception>
    public static Mailbox Read(string? text) =>
        Mailbox.TryParse(text, out Mailbox? mailbox) ? mailbox : throw new UnreadableRecordException("an address in the record is no mailbox");
}
