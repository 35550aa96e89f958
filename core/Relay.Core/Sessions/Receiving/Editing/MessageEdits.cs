using Relay.Core.ContentEditing;
using Relay.Sdk.Filters;
using Relay.Sdk.Mail;

namespace Relay.Core.Sessions.Receiving.Editing;

/// <summary>A message under the edits of filters: its envelope, and its header section once one was edited.</summary>
internal sealed class MessageEdits(Envelope envelope)
{
    /// <summary>The envelope with all edits so far.</summary>
    public Envelope Envelope { get; private set; } = envelope;

    /// <summary>The header section with all edits so far; null when none was edited.</summary>
    public HeaderSection? Header { get; set; }

    /// <summary>Whether an edit is one of the header section, so that this has to be read first.</summary>
    public static bool ConcernsHeader(MessageEdit edit) => edit is MessageEdit.AddHeader or MessageEdit.RemoveHeader;

    /// <summary>Applies one edit; false when it cannot be, which is the filter's fault.</summary>
    public bool TryApply(MessageEdit edit)
    {
        switch (edit)
        {
            case MessageEdit.AddHeader add when FieldWriter.Write(add.Name, add.Value, Envelope.SmtpUtf8) is { } field:
                Header!.Add(field);
                return true;
            case MessageEdit.RemoveHeader remove:
                Header!.Remove(remove.Name);
                return true;
            case MessageEdit.SetReversePath set:
                Envelope = Envelope with { ReversePath = set.ReversePath };
                return true;
            case MessageEdit.AddRecipient add:
                if (!Envelope.Recipients.Any(known => known.Mailbox.Equals(add.Recipient.Mailbox)))
                    Envelope = Envelope with { Recipients = [.. Envelope.Recipients, add.Recipient] };
                return true;
            case MessageEdit.RemoveRecipient remove:
                Envelope = Envelope with { Recipients = [.. Envelope.Recipients.Where(known => !known.Mailbox.Equals(remove.Mailbox))] };
                return true;
            default:
                return false;
        }
    }
}
