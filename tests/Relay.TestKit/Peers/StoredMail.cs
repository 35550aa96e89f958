using System.Text;

namespace Relay.TestKit.Peers;

/// <summary>One message as a peer put it away for one recipient.</summary>
/// <param name="Sender">The reverse-path without angle brackets.</param>
/// <param name="Recipient">The address as the peer got it.</param>
/// <param name="Content">What the peer received, line ends CRLF, without the fields that it added itself in front for delivery.</param>
public sealed record StoredMail(string Sender, string Recipient, byte[] Content)
{
    private static readonly string[] DeliveryFields = ["return-path", "x-original-to", "delivered-to", "envelope-to", "delivery-date"];

    /// <summary>What stood behind the path of MAIL; only the sink knows it.</summary>
    public string MailParameters { get; init; } = "";

    /// <summary>What stood behind the path of RCPT; only the sink knows it.</summary>
    public string RcptParameters { get; init; } = "";

    /// <summary>Reads a file of a maildir, with the sender in Return-Path and the recipient in Delivered-To or Envelope-to.</summary>
    public static StoredMail OfMaildirFile(byte[] file)
    {
        byte[] content = MailText.WithCrLf(file);
        string sender = "", recipient = "";
        while (MailText.FirstFieldLength(content) is > 0 and var length)
        {
            string field = Encoding.UTF8.GetString(content, 0, length);
            string name = field[..field.IndexOf(':')].ToLowerInvariant();
            if (!DeliveryFields.Contains(name)) break;
            string value = field[(name.Length + 1)..].Trim();
            if (name == "return-path") sender = value.Trim('<', '>');
            if (name is "delivered-to" or "envelope-to") recipient = value;
            content = content[length..];
        }

        return new StoredMail(sender, recipient, content);
    }

    /// <summary>Whether the content has this text in it, a Message-ID for instance.</summary>
    public bool Holds(string text) => Content.AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) >= 0;

    /// <summary>The Received fields at the top, the newest first.</summary>
    public IReadOnlyList<string> Received => MailText.SplitReceived(Content).Received;

    /// <summary>The content without those.</summary>
    public byte[] Original => MailText.SplitReceived(Content).Original;
}
