using Relay.Core.Protocol.Server;
using Relay.Core.Sessions.Receiving;
using Relay.Sdk.Mail;

namespace Relay.Core.Sessions;

/// <summary>One mail transaction: from MAIL to the end of its content, or until it is dropped (RFC 5321 §3.3).</summary>
internal sealed class Transaction(MailCommand mail)
{
    private const int FewRecipients = 16;
    private readonly List<EnvelopeRecipient> recipients = [];
    private HashSet<Mailbox>? many;

    /// <summary>What MAIL said.</summary>
    public MailCommand Mail => mail;

    /// <summary>The accepted recipients, in order.</summary>
    public IReadOnlyList<EnvelopeRecipient> Recipients => recipients;

    /// <summary>The content, once it has begun to arrive.</summary>
    public IncomingMessage? Message { get; set; }

    /// <summary>Adds a recipient; a recipient that is there already is not added again, and gets one copy.</summary>
    public void Add(EnvelopeRecipient recipient)
    {
        if (recipients.Count >= FewRecipients)
            many ??= [.. recipients.Select(known => known.Mailbox)];
        if (many is null ? !IsKnown(recipient.Mailbox) : many.Add(recipient.Mailbox))
            recipients.Add(recipient);
    }

    /// <summary>The envelope as moments show it; a snapshot.</summary>
    public Envelope ToEnvelope() => new()
    {
        ReversePath = mail.ReversePath,
        Recipients = recipients.Count == 0 ? [] : recipients.ToArray(),
        Body = mail.Body,
        SmtpUtf8 = mail.SmtpUtf8,
        RequireTls = mail.RequireTls,
        DeclaredSizeOctets = mail.SizeOctets,
        Return = mail.Return,
        EnvelopeId = mail.EnvelopeId,
    };

    private bool IsKnown(Mailbox mailbox)
    {
        foreach (EnvelopeRecipient known in recipients)
        {
            if (known.Mailbox.Equals(mailbox))
                return true;
        }

        return false;
    }
}
