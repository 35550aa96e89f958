using System.Buffers;
using System.Net;
using System.Net.Sockets;
using Relay.Core.Protocol.Content;
using Relay.Sdk.Mail;

namespace Relay.Core.Sessions.Receiving;

/// <summary>Writes the relay's Received field (RFC 5321 §4.4).</summary>
internal static class ReceivedField
{
    // Two names of 255 octets and the fixed words are the longest part.
    private const int MaxOctets = 1024;

    /// <summary>Writes the field.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="session">The session that received the message.</param>
    /// <param name="envelope">With one recipient the field names it; with more it would tell them of each other (§7.6).</param>
    /// <param name="id">The message's id.</param>
    /// <param name="at">When the content began to arrive.</param>
    public static void Write(IBufferWriter<byte> output, SmtpSession session, Envelope envelope, MessageId id, DateTimeOffset at)
    {
        IPAddress address = session.Remote.Address;
        string family = address.AddressFamily == AddressFamily.InterNetworkV6 ? "IPv6:" : "";
        FieldText.Write(output, MaxOctets, $"Received: from {session.Helo} ([{family}{address}])\r\n\tby {session.Context.Hostname}");
        FieldText.Write(output, MaxOctets, $" with {Keyword(session, envelope.SmtpUtf8)} id {id}");
        if (envelope.Recipients.Count == 1)
            FieldText.Write(output, MaxOctets, $"\r\n\tfor <{envelope.Recipients[0].Mailbox}>");
        if (session.Tls is not null)
            FieldText.Write(output, MaxOctets, $"\r\n\ttls {session.Tls.CipherSuite} ({session.Tls.Version})");
        FieldText.Write(output, MaxOctets, $";\r\n\t{new MailDate(at)}\r\n");
    }

    // RFC 3848 and RFC 6531 §4.3: S for TLS, A for AUTH.
    private static string Keyword(SmtpSession session, bool smtpUtf8)
    {
        if (!session.IsExtended)
            return "SMTP";
        int kind = (session.Tls is null ? 0 : 1) + (session.User is null ? 0 : 2);
        return smtpUtf8
            ? kind switch { 0 => "UTF8SMTP", 1 => "UTF8SMTPS", 2 => "UTF8SMTPA", _ => "UTF8SMTPSA" }
            : kind switch { 0 => "ESMTP", 1 => "ESMTPS", 2 => "ESMTPA", _ => "ESMTPSA" };
    }
}
