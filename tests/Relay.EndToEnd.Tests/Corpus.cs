using System.Text;

namespace Relay.EndToEnd.Tests;

/// <summary>Messages that find out what changes mail on its way. Line ends are CRLF; no line is longer than SMTP allows.</summary>
internal static class Corpus
{
    /// <summary>Fresh messages, each with a Message-ID of its own, with what they are about.</summary>
    public static IReadOnlyList<(string About, byte[] Content)> Messages() =>
    [
        ("dots", Message("text/plain; charset=us-ascii", "7bit", Text(".", "..", "...", ". dot", "a.", "", ".", "", "end."))),
        ("8-bit", Message("text/plain; charset=utf-8", "8bit", Text("Grüße aus Köln", "€ 5", "日本語", "\u00a0"))),
        ("odd octets", Message("text/plain; charset=iso-8859-1", "8bit", OddOctets())),
        ("long lines", Message("text/plain; charset=us-ascii", "7bit", Text(new string('x', 998), new string('.', 998), new string('y', 997)))),
        ("blank lines", Message("text/plain; charset=us-ascii", "7bit", Text("", "", " ", "\t", "trailing space ", "", ""))),
        ("attachment of 1 MiB", WithAttachment(1 << 20)),
        ("folded and odd header fields", Encoding.UTF8.GetBytes(
            $"X-First: kept\r\nReceived-SPF: not a trace of ours\r\n{Header()}Subject: folded\r\n\tover\r\n  three lines\r\nX-Empty:\r\nx-lower: " +
            "Case Kept\r\nX-Twice: 1\r\nX-Twice: 2\r\n\r\nbody\r\n")),
    ];

    private static string Header() =>
        "From: Alice <alice@sender.example>\r\nTo: somebody@dest.example\r\nDate: Mon, 23 Nov 2026 06:00:00 +0000\r\nMessage-ID: " +
        $"<{Guid.NewGuid():N}@sender.example>\r\n";

    private static byte[] Message(string type, string encoding, byte[] body) =>
        [.. Encoding.UTF8.GetBytes($"{Header()}Subject: test\r\nMIME-Version: 1.0\r\nContent-Type: {type}\r\nContent-Transfer-Encoding: " +
            $"{encoding}\r\n\r\n"), .. body];

    private static byte[] Text(params IEnumerable<string> lines) => Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => line + "\r\n")));

    private static byte[] OddOctets() =>
        [.. Enumerable.Range(1, 255).Select(octet => (byte)octet).Where(octet => octet is not ((byte)'\r' or (byte)'\n')), .. "\r\n"u8];

    private static byte[] WithAttachment(int octets)
    {
        byte[] content = new byte[octets];
        new Random(1).NextBytes(content);
        string encoded = Convert.ToBase64String(content, Base64FormattingOptions.InsertLineBreaks);
        return Encoding.ASCII.GetBytes(
            $"{Header()}Subject: attached\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=edge\r\n\r\n--edge\r\nContent-Type: " +
            "text/plain\r\n\r\nSee there.\r\n"
            + "--edge\r\nContent-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment; " +
                $"filename=a.bin\r\n\r\n{encoded}\r\n--edge--\r\n");
    }
}
