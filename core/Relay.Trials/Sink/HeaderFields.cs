using System.Text;

namespace Relay.Trials.Sink;

/// <summary>Finds fields in a header section.</summary>
internal static class HeaderFields
{
    /// <summary>The body of the first field of that name, without white space around it; empty when there is none.</summary>
    /// <param name="header">Lines that end with CRLF; reading stops at the empty one.</param>
    /// <param name="name">The name in lower case.</param>
    public static ReadOnlySpan<byte> Find(ReadOnlySpan<byte> header, ReadOnlySpan<byte> name)
    {
        while (!header.IsEmpty)
        {
            int end = header.IndexOf("\r\n"u8);
            ReadOnlySpan<byte> line = end < 0 ? header : header[..end];
            if (line.IsEmpty)
                return [];
            if (line.Length > name.Length && line[name.Length] == ':' && Ascii.EqualsIgnoreCase(line[..name.Length], name))
                return line[(name.Length + 1)..].Trim(" \t"u8);
            header = end < 0 ? [] : header[(end + 2)..];
        }

        return [];
    }
}
