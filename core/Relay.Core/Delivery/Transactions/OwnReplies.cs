using Relay.Core.Delivery.Connections;
using Relay.Core.Protocol.Client;
using Relay.Sdk.Events;
using Relay.Sdk.Replies;

namespace Relay.Core.Delivery.Transactions;

/// <summary>What the relay itself says, in the form of a reply, when there is none of the host.</summary>
internal static class OwnReplies
{
    public static SmtpReply UnsafeReversePath { get; } = new(553, "5.1.7", "The reverse-path cannot be sent over SMTP");

    public static SmtpReply UnsafeRecipient { get; } = new(553, "5.1.3", "The recipient address cannot be sent over SMTP");

    public static SmtpReply NonAsciiAddress { get; } = new(550, "5.6.7", "The next hop does not take addresses beyond ASCII (SMTPUTF8)");

    public static SmtpReply NonAsciiHeader { get; } = new(550, "5.6.9", "The next hop does not take header fields beyond ASCII (SMTPUTF8)");

    public static SmtpReply NoBinary { get; } = new(554, "5.6.3", "The next hop does not take binary content (BINARYMIME)");

    public static SmtpReply NoRequireTls { get; } = new(550, "5.7.30", "The next hop does not offer REQUIRETLS");

    public static SmtpReply NoVerifiedTls { get; } = new(550, "5.7.10", "REQUIRETLS: there is no verified TLS connection to the next hop");

    public static SmtpReply ContentUnreadable { get; } = new(451, "4.3.0", "The content could not be read; trying again later");

    public static SmtpReply TooManyDomains { get; } =
        new(452, "4.5.3", "The next hop takes no more domains on one connection; the rest follows on another");

    /// <summary>An old host's 552 for too many recipients (RFC 5321 §4.5.3.1.10), which is 452 and temporary.</summary>
    public static SmtpReply TooManyRecipients(SmtpReply said) =>
        new(452, "4.5.3", ReplyText.OneLine($"The next hop takes no more recipients in one transaction: {said}"));

    public static SmtpReply Unexpected(SmtpReply said) =>
        new(451, "4.5.0", ReplyText.OneLine($"The next hop gave a reply that has no place here: {said}"));

    public static SmtpReply OutOfStep { get; } = new(451, "4.5.0", "The next hop said more than it was asked");

    public static SmtpReply ConnectionUsedUp { get; } = new(451, "4.4.2", "The connection to the next hop had ended before");

    public static SmtpReply TooLarge(long octets, long limit) =>
        new(552, "5.3.4", $"The message has {octets} octets; the next hop takes {limit}");

    /// <summary>What a refusal of the whole message, before the host is asked, says of the host.</summary>
    public static DeliveryTrouble TroubleOf(SmtpReply refusal) => refusal == NoVerifiedTls ? DeliveryTrouble.Tls : DeliveryTrouble.NotOffered;

    /// <summary>4.4.2 for a lost connection, 4.5.0 for a host that speaks no SMTP or is out of step, 4.7.5 for TLS, 4.3.5 for a setting.</summary>
    public static SmtpReply Of(ConnectionFaultException fault, HostFacts host)
    {
        string status = fault.Fault switch
        {
            ConnectionFault.Malformed or ConnectionFault.OutOfStep => "4.5.0",
            ConnectionFault.Tls => "4.7.5",
            ConnectionFault.Local => "4.3.5",
            _ => "4.4.2",
        };
        return new SmtpReply(451, status, $"{HostText.Of(host)}: {ReplyText.OneLine(fault.Message)}");
    }
}
