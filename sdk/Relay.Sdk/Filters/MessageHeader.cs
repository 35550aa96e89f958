using System.Text;
using Relay.Sdk.Mail;

namespace Relay.Sdk.Filters;

/// <summary>Reads header sections.</summary>
public static class MessageHeader
{
    private const int FirstOctets = 16 * 1024;

    // What accept.maxHeaderOctets may be at the most: a longer section is never taken.
    private const int MostOctets = 64 * 1024 * 1024;

    /// <summary>Reads the fields of a message from the top, the relay's own Received field included.</summary>
    /// <returns>Empty when there is no header section. It ends at the first empty line, or before the first line that is neither a field nor the
    /// continuation of a field (RFC 5322 §2.1).</returns>
    /// <exception cref="InvalidDataException">The section is longer than 64 MiB.</exception>
    /// <remarks>Octets that are no UTF-8 become U+FFFD. White space between name and colon (RFC 5322 §4.5) is left out.</remarks>
    public static async ValueTask<IReadOnlyList<HeaderField>> ReadAsync(IMessageContent content, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(content);
        byte[] section = new byte[(int)Math.Min(content.LengthOctets, FirstOctets)];
        int length = 0;
        Stream stream = await content.OpenReadAsync(cancellationToken);
        await using (stream)
        {
            int end;
            int read;
            do
            {
                if (length == section.Length)
                    Array.Resize(ref section, Math.Max(FirstOctets, section.Length * 2));
                read = await stream.ReadAsync(section.AsMemory(length), cancellationToken);
                length += read;
                end = EmptyLine(section.AsSpan(0, length));
                if (end < 0 && length > MostOctets)
                    throw new InvalidDataException("the header section is longer than 64 MiB");
            }
            while (read > 0 && end < 0);
            return Split(Encoding.UTF8.GetString(section, 0, end < 0 ? length : end));
        }
    }

    // Where the empty line begins; below zero when it is not there yet.
    private static int EmptyLine(ReadOnlySpan<byte> section)
    {
        if (section.StartsWith("\r\n"u8) || section.StartsWith("\n"u8))
            return 0;
        int strict = section.IndexOf("\n\r\n"u8), bare = section.IndexOf("\n\n"u8);
        return strict >= 0 && (bare < 0 || strict < bare) ? strict + 1 : bare >= 0 ? bare + 1 : -1;
    }

    private static List<HeaderField> Split(string section)
    {
        List<HeaderField> fields = [];
        for (int start = 0; start < section.Length;)
        {
            int end = FieldEnd(section, start);
            ReadOnlySpan<char> field = section.AsSpan(start, end - start).TrimEnd("\r\n");
            int colon = field.IndexOf(':');
            ReadOnlySpan<char> name = colon < 0 ? [] : field[..colon].TrimEnd(" \t");
            if (name.IsEmpty || name.ContainsAnyExceptInRange('!', '~'))
                break;
            fields.Add(HeaderField.AsRead(name.ToString(), field[(colon + 1)..].ToString()));
            start = end;
        }

        return fields;
    }

    // A field ends before the next line that does not begin with white space.
    private static int FieldEnd(string section, int start)
    {
        for (int at = start; ;)
        {
            int lf = section.IndexOf('\n', at);
            if (lf < 0)
                return section.Length;
            at = lf + 1;
            if (at == section.Length || section[at] is not (' ' or '\t'))
                return at;
        }
    }
}
