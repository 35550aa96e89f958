using System.Text;

namespace Relay.TestKit.Peers;

/// <summary>Looks at message text as octets.</summary>
public static class MailText
{
    /// <summary>Makes every line end CRLF; files of mail servers have LF.</summary>
    public static byte[] WithCrLf(ReadOnlySpan<byte> text)
    {
        var lines = new List<byte>(text.Length + (text.Length / 32));
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == '\n' && (i == 0 || text[i - 1] != '\r')) lines.Add((byte)'\r');
            lines.Add(text[i]);
        }

        return [.. lines];
    }

    /// <summary>Makes every line end LF.</summary>
    public static byte[] WithLf(ReadOnlySpan<byte> text)
    {
        var lines = new List<byte>(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] != '\r' || i + 1 == text.Length || text[i + 1] != '\n') lines.Add(text[i]);
        }

        return [.. lines];
    }

    /// <summary>The octets of the first header field, continuation lines and line end included; 0 where there is none.</summary>
    public static int FirstFieldLength(ReadOnlySpan<byte> content)
    {
        int end = 0;
        do
        {
            int line = content[end..].IndexOf("\r\n"u8);
            if (line <= 0) return 0;
            end += line + 2;
        }
        while (end < content.Length && content[end] is (byte)' ' or (byte)'\t');

        return content[..end].Contains((byte)':') ? end : 0;
    }

    /// <summary>Takes the Received fields off the top.</summary>
    public static (IReadOnlyList<string> Received, byte[] Original) SplitReceived(byte[] content)
    {
        List<string> received = [];
        while (FirstFieldLength(content) is > 0 and var length && content.AsSpan().StartsWith("Received:"u8))
        {
            received.Add(Encoding.Latin1.GetString(content, 0, length).TrimEnd());
            content = content[length..];
        }

        return (received, content);
    }
}
