using System.Runtime.CompilerServices;
using System.Text;

namespace Relay.Core.Protocol.Content;

/// <summary>Reads a header section as it passes by: counts Received fields, and notes whether Date and Message-ID are there. Keeps only the start of
/// one name.</summary>
/// <remarks>RFC 5322 §2.1, §2.2: the section ends at the first empty line, or before the first line that is neither a field nor the continuation of a
/// field.</remarks>
public sealed class HeaderScanner
{
    // A line of 998 octets is the longest (RFC 5322 §2.1.1); what has no colon by then is no field.
    private const int MaxNameOctets = 998;

    private NameStart start;
    private int nameOctets;
    private long lineOctets;
    private Part part;

    private enum Part
    {
        LineStart,
        Cr,
        Name,
        BehindName,
        Value,
        EmptyLine,
        Body,
    }

    /// <summary>Received fields so far.</summary>
    public int ReceivedFields { get; private set; }

    /// <summary>A Date field has been seen.</summary>
    public bool HasDate { get; private set; }

    /// <summary>A Message-ID field has been seen.</summary>
    public bool HasMessageId { get; private set; }

    /// <summary>An Auto-Submitted field has been seen.</summary>
    public bool HasAutoSubmitted { get; private set; }

    /// <summary>A field of any name has been seen.</summary>
    public bool HasFields { get; private set; }

    /// <summary>There is no header section: the content begins with a line that is neither empty nor a field.</summary>
    public bool IsMissing { get; private set; }

    /// <summary>Octets of the header section so far, the empty line behind it included.</summary>
    public long Octets { get; private set; }

    /// <summary>The end of the section has been seen, or the content has ended.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>Reads on; returns the octets that still belong to the header section, the empty line included.</summary>
    public int Read(ReadOnlySpan<byte> content)
    {
        int at = 0;
        while (at < content.Length && !IsComplete)
            at += ReadLine(content[at..]);
        return at;
    }

    /// <summary>The content has ended, within the header section or behind it.</summary>
    public void Finish()
    {
        if (!IsComplete && part is Part.Cr or Part.Name or Part.BehindName)
            BeginBody();
        IsComplete = true;
    }

    // One line, or as much of it as there is.
    private int ReadLine(ReadOnlySpan<byte> rest)
    {
        int lf = rest.IndexOf((byte)'\n');
        ReadOnlySpan<byte> line = lf < 0 ? rest : rest[..(lf + 1)];
        for (int i = 0; i < line.Length && part < Part.Value; i++)
            part = Next(line[i]);
        if (part == Part.Body)
        {
            BeginBody();
            return 0;
        }

        Octets += line.Length;
        lineOctets += line.Length;
        if (lf >= 0)
            (IsComplete, lineOctets, nameOctets, part) = (part == Part.EmptyLine, 0, 0, Part.LineStart);
        return line.Length;
    }

    private Part Next(byte octet)
    {
        switch (part)
        {
            case Part.LineStart when octet == '\n':
                return Part.EmptyLine;
            case Part.LineStart when octet == '\r':
                return Part.Cr;
            case Part.LineStart when octet is (byte)' ' or (byte)'\t':
                return HasFields ? Part.Value : Part.Body;
            case Part.Cr:
                return octet == '\n' ? Part.EmptyLine : Part.Body;
            case not Part.LineStart when octet == ':':
                EndName();
                return Part.Value;
            case not Part.LineStart when octet is (byte)' ' or (byte)'\t':
                // White space before the colon is obsolete but real (RFC 5322 §4.5).
                return Part.BehindName;
            case Part.LineStart or Part.Name when octet is > (byte)' ' and < 0x7f and not (byte)':' && nameOctets < MaxNameOctets:
                if (nameOctets < NameStart.Length)
                    start[nameOctets] = octet;
                nameOctets++;
                return Part.Name;
            default:
                return Part.Body;
        }
    }

    private void EndName()
    {
        HasFields = true;
        if (nameOctets > NameStart.Length)
            return;
        ReadOnlySpan<byte> name = ((ReadOnlySpan<byte>)start)[..nameOctets];
        if (Ascii.EqualsIgnoreCase(name, "Received"u8))
            ReceivedFields++;
        else if (Ascii.EqualsIgnoreCase(name, "Date"u8))
            HasDate = true;
        else if (Ascii.EqualsIgnoreCase(name, "Message-ID"u8))
            HasMessageId = true;
        else if (Ascii.EqualsIgnoreCase(name, "Auto-Submitted"u8))
            HasAutoSubmitted = true;
    }

    // The line that is no field belongs to the body, also what was read of it before.
    private void BeginBody()
    {
        Octets -= lineOctets;
        IsMissing = !HasFields;
        IsComplete = true;
    }

    [InlineArray(Length)]
    private struct NameStart
    {
        public const int Length = 16;
        private byte first;
    }
}
