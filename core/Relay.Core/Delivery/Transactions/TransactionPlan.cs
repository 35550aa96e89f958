using Relay.Core.Protocol.Client;
using Relay.Sdk.Mail;
using Relay.Sdk.Replies;
using Relay.Sdk.Spool;

namespace Relay.Core.Delivery.Transactions;

/// <summary>What of a message's wishes goes to this host, and whether it can go there at all.</summary>
/// <param name="Content">What goes in place of the message's content, made fit for the host.</param>
/// <param name="Mail">The parameters of MAIL.</param>
/// <param name="Dsn">Whether NOTIFY and ORCPT go with RCPT.</param>
/// <param name="Transfer">How the content goes.</param>
/// <param name="Refusal">Why nothing can be sent; null when something can.</param>
internal readonly record struct TransactionPlan(SpooledContent Content, MailParameters Mail, bool Dsn, ContentTransfer Transfer, SmtpReply? Refusal)
{
    /// <summary>Octets of content up to which it is worth sending before the host has accepted a recipient: that saves a round trip.</summary>
    public const int MaxOneChunkOctets = 64 * 1024;

    /// <summary>Compares the message with the host.</summary>
    /// <param name="requireTlsRefusal">Why a message with REQUIRETLS cannot go; null when it can.</param>
    /// <param name="asciiHeader">Whether the header section is ASCII; false matters only when the host lacks SMTPUTF8.</param>
    /// <param name="isProven">
    /// Whether the connection was heard of a moment ago, and has carried a message. On another, content sent before any answer could make the
    /// message maybe delivered; and a host that answers a command twice shows it when it is asked for content with DATA, for no other command
    /// is answered with 354.
    /// </param>
    public static TransactionPlan For(OutboundMessage outbound, HostCapabilities host, SmtpReply? requireTlsRefusal, bool asciiHeader, bool isProven)
    {
        QueuedMessage message = outbound.Message;
        bool utf8 = host.SmtpUtf8 && (message.SmtpUtf8 || HasUtf8Address(outbound));
        var mail = new MailParameters
        {
            SizeOctets = host.Size ? outbound.Content.LengthOctets : null,
            Body = message.Body == BodyType.EightBitMime && !host.EightBitMime ? BodyType.SevenBit : message.Body,
            SmtpUtf8 = utf8,
            RequireTls = message.RequireTls && host.RequireTls,
            Return = host.Dsn ? message.Return : DsnReturn.Unspecified,
            EnvelopeId = host.Dsn ? message.EnvelopeId : null,
        };
        SmtpReply? refusal = Refuse(outbound, host, requireTlsRefusal, asciiHeader);
        return new TransactionPlan(outbound.Content, mail, host.Dsn, TransferOf(outbound, host, isProven), refusal);
    }

    private static ContentTransfer TransferOf(OutboundMessage outbound, HostCapabilities host, bool isProven)
    {
        if (outbound.Message.Body == BodyType.BinaryMime)
            return ContentTransfer.Chunks;
        bool gains = host.Chunking && host.Pipelining && isProven && outbound.Content.LengthOctets <= MaxOneChunkOctets;

        // A chunk goes as it is, and the host might pass stray line ends on in DATA; DATA's writer mends them.
        return gains && outbound.Content.Memory is { } memory && LineEnds.AreCrlf(memory) ? ContentTransfer.OneChunk : ContentTransfer.Data;
    }

    private static SmtpReply? Refuse(OutboundMessage outbound, HostCapabilities host, SmtpReply? requireTlsRefusal, bool asciiHeader)
    {
        QueuedMessage message = outbound.Message;
        if (host.MaxSizeOctets is { } limit && outbound.Content.LengthOctets > limit)
            return OwnReplies.TooLarge(outbound.Content.LengthOctets, limit);
        if (message.Body == BodyType.BinaryMime && !(host.BinaryMime && host.Chunking))
            return OwnReplies.NoBinary;
        if (Delivery.RequireTls.Binds(message) && requireTlsRefusal is not null)
            return requireTlsRefusal;
        if (host.SmtpUtf8)
            return null;
        if (message.ReversePath.Mailbox is { NeedsSmtpUtf8: true })
            return OwnReplies.NonAsciiAddress;
        return asciiHeader ? null : OwnReplies.NonAsciiHeader;
    }

    private static bool HasUtf8Address(OutboundMessage outbound)
    {
        if (outbound.Message.ReversePath.Mailbox is { NeedsSmtpUtf8: true })
            return true;
        for (int i = 0; i < outbound.Recipients.Count; i++)
        {
            if (outbound.Recipients[i].Mailbox.NeedsSmtpUtf8)
                return true;
        }

        return false;
    }
}
