using System.Text;

namespace Relay.EndToEnd.Tests;

/// <summary>A message of a few lines with a Message-ID of its own; Latin-1, one character for each octet.</summary>
internal sealed class TrialMessage
{
    public TrialMessage(string subject, string body = "Hello")
    {
        Id = $"<{Guid.NewGuid():N}@sender.example>";
        Text = "From: Alice <alice@sender.example>\r\nTo: bob@dest.example\r\nDate: Mon, 23 Nov 2026 06:00:00 +0000\r\nMessage-ID: " +
            $"{Id}\r\nSubject: {subject}\r\n\r\n{body}\r\n";
    }

    public string Id { get; }

    public string Text { get; }

    public byte[] Octets => Encoding.Latin1.GetBytes(Text);
}
