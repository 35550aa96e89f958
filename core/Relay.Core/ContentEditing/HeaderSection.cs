using System.Text;
using Relay.Core.Protocol.Content;
using Relay.Sdk.Mail;

namespace Relay.Core.ContentEditing;

/// <summary>The header section of a message that is being edited, field by field. Bounded by maxHeaderOctets.</summary>
internal sealed class HeaderSection
{
    private const int ReadOctets = 16 * 1024;
    private readonly List<ReadOnlyMemory<byte>> fields;
    private readonly int firstForeign;

    private HeaderSection(List<ReadOnlyMemory<byte>> fields, int octets, bool hasTrace) =>
        (this.fields, OriginalOctets, firstForeign) = (fields, octets, hasTrace ? 1 : 0);

    /// <summary>Whether a field was added or removed.</summary>
    public bool IsEdited { get; private set; }

    /// <summary>Octets that the section had before it was edited; the body begins there. The empty line counts to the body.</summary>
    public int OriginalOctets { get; }

    /// <summary>Octets that it has now.</summary>
    public int Octets => fields.Sum(part => part.Length);

    /// <summary>The fields with their line ends, the relay's own Received field left out.</summary>
    public IEnumerable<ReadOnlyMemory<byte>> Foreign => fields.Skip(firstForeign);

    /// <summary>Reads the section of content.</summary>
    /// <param name="content">The content.</param>
    /// <param name="hasTrace">Whether the first field is the relay's own Received field, which stays on top.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async ValueTask<HeaderSection> ReadAsync(IMessageContent content, bool hasTrace, CancellationToken cancellationToken)
    {
        var scanner = new HeaderScanner();
        byte[] section = new byte[(int)Math.Min(content.LengthOctets, ReadOctets)];
        int length = 0;
        await using Stream stream = await content.OpenReadAsync(cancellationToken);
        while (!scanner.IsComplete)
        {
            if (length == section.Length)
                Array.Resize(ref section, (int)Math.Min(content.LengthOctets, section.Length * 2L));
            int read = await stream.ReadAsync(section.AsMemory(length), cancellationToken);
            if (read == 0)
                scanner.Finish();
            scanner.Read(section.AsSpan(length, read));
            length += read;
        }

        return new HeaderSection(Split(section.AsMemory(0, (int)scanner.Octets)), FieldOctets(section.AsSpan(0, (int)scanner.Octets)), hasTrace);
    }

    /// <summary>Puts a field at the top, below the relay's own Received field.</summary>
    public void Add(byte[] field)
    {
        fields.Insert(firstForeign, field);
        IsEdited = true;
    }

    /// <summary>Removes all fields of a name but the relay's own Received field, which stays whatever the name (RFC 5321 §4.4).</summary>
    public void Remove(string name)
    {
        for (int i = fields.Count - 1; i >= firstForeign; i--)
        {
            if (!IsNamed(fields[i].Span, name))
                continue;
            fields.RemoveAt(i);
            IsEdited = true;
        }
    }

    /// <summary>The whole section, without the empty line.</summary>
    public byte[] ToArray()
    {
        byte[] all = new byte[Octets];
        int at = 0;
        foreach (ReadOnlyMemory<byte> field in fields)
        {
            field.CopyTo(all.AsMemory(at));
            at += field.Length;
        }

        return all;
    }

    private static bool IsNamed(ReadOnlySpan<byte> field, string name)
    {
        int colon = field.IndexOf((byte)':');
        return colon > 0 && Ascii.EqualsIgnoreCase(field[..colon].TrimEnd(" \t"u8), name);
    }

    private static List<ReadOnlyMemory<byte>> Split(ReadOnlyMemory<byte> section)
    {
        var fields = new List<ReadOnlyMemory<byte>>();
        section = section[..FieldOctets(section.Span)];
        while (!section.IsEmpty)
        {
            int end = FieldEnd(section.Span);
            fields.Add(section[..end]);
            section = section[end..];
        }

        return fields;
    }

    // Without the empty line, which is the last one when there is one.
    private static int FieldOctets(ReadOnlySpan<byte> section)
    {
        if (section.EndsWith("\n\r\n"u8))
            return section.Length - 2;
        return section.EndsWith("\n\n"u8) ? section.Length - 1 : section.Length;
    }

    // A field ends before the next line that does not begin with white space.
    private static int FieldEnd(ReadOnlySpan<byte> section)
    {
        int at = 0;
        while (true)
        {
            int lf = section[at..].IndexOf((byte)'\n');
            if (lf < 0)
                return section.Length;
            at += lf + 1;
            if (at == section.Length || section[at] is not ((byte)' ' or (byte)'\t'))
                return at;
        }
    }
}
