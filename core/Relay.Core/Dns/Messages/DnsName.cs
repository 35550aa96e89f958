namespace Relay.Core.Dns.Messages;

/// <summary>Domain names between text and octets (RFC 1035 §3.1, §5.1).</summary>
/// <remarks>Text is lower case, without a trailing dot, "" for the root; odd octets are written <c>\DDD</c>, dots inside a label <c>\.</c>.</remarks>
internal static class DnsName
{
    /// <summary>RFC 1035 §2.3.4, length octets and the root label included.</summary>
    public const int MaxWireOctets = 255;

    public const int MaxLabelOctets = 63;

    /// <summary>Lower case, no trailing dot, one spelling of escapes. Does not allocate for a name that is so already.</summary>
    public static string Canonical(string name)
    {
        if (name.Contains('\\'))
            return Respelled(name);
        int end = name.EndsWith('.') ? name.Length - 1 : name.Length;
        foreach (char c in name.AsSpan(0, end))
        {
            if (char.IsAsciiLetterUpper(c))
                return name[..end].ToLowerInvariant();
        }

        return end == name.Length ? name : name[..end];
    }

    private static string Respelled(string name)
    {
        Span<byte> octets = stackalloc byte[MaxWireOctets];
        ReadOnlySpan<char> text = name.EndsWith('.') && !name.EndsWith("\\.", StringComparison.Ordinal) ? name.AsSpan(0, name.Length - 1) : name;
        if (!TryWrite(text, octets, out int written))
            return name;
        var reader = new DnsWireReader(octets[..written]);
        return reader.TryReadName(out string canonical) ? canonical : name;
    }

    /// <summary>Writes a name without compression; false for text that no DNS name can have.</summary>
    public static bool TryWrite(ReadOnlySpan<char> text, Span<byte> destination, out int written)
    {
        written = 0;
        if (destination.IsEmpty)
            return false;
        if (destination.Length > MaxWireOctets)
            destination = destination[..MaxWireOctets];

        int label = 0; // where the length octet of the label in progress is
        int next = 1;
        for (int at = 0; at < text.Length; at++)
        {
            int octet = text[at];
            if (octet == '.')
            {
                if (!CloseLabel(destination, label, next))
                    return false;
                label = next++;
                continue;
            }

            if (octet == '\\' && !Unescape(text, ref at, out octet))
                return false;
            if (octet > 0xff || (octet > 0x7f && text[at] == octet) || next >= destination.Length)
                return false;
            destination[next++] = (byte)octet;
        }

        if (text.Length > 0)
        {
            if (!CloseLabel(destination, label, next))
                return false;
            label = next++;
        }

        if (label >= destination.Length)
            return false;
        destination[label] = 0;
        written = next;
        return true;
    }

    private static bool CloseLabel(Span<byte> destination, int label, int next)
    {
        int length = next - label - 1;
        if (length is 0 or > MaxLabelOctets || label >= destination.Length)
            return false;
        destination[label] = (byte)length;
        return true;
    }

    private static bool Unescape(ReadOnlySpan<char> text, ref int at, out int octet)
    {
        octet = 0;
        if (at + 1 >= text.Length)
            return false;
        if (!char.IsAsciiDigit(text[at + 1]))
        {
            octet = text[++at];
            return octet <= 0x7f;
        }

        if (at + 3 >= text.Length || !byte.TryParse(text.Slice(at + 1, 3), System.Globalization.NumberStyles.None, null, out byte value))
            return false;
        at += 3;
        octet = value;
        return true;
    }

    /// <summary>Appends one label as text, lower case, escaped where it must be.</summary>
    /// <returns>How many characters were written; the caller leaves four for each octet.</returns>
    public static int WriteLabel(ReadOnlySpan<byte> label, Span<char> text)
    {
        int length = 0;
        foreach (byte octet in label)
        {
            if (octet is (byte)'.' or (byte)'\\')
            {
                text[length++] = '\\';
                text[length++] = (char)octet;
            }
            else if (octet is > 0x20 and < 0x7f)
            {
                text[length++] = char.ToLowerInvariant((char)octet);
            }
            else
            {
                text[length++] = '\\';
                text[length++] = (char)('0' + (octet / 100));
                text[length++] = (char)('0' + (octet / 10 % 10));
                text[length++] = (char)('0' + (octet % 10));
            }
        }

        return length;
    }
}
