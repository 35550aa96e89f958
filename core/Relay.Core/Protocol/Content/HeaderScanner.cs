using System.Runtime.CompilerServices;
using System.Text;

namespace Relay.Core.Protocol.Content;

/// <summary>Reads a header section as it passes by: counts Received fields, and notes whether Date and Message-ID are there. Keeps only the start of one line.</summary>
public sealed class HeaderScanner
{
    private LineStart start;
    private int lineOctets;

    /// <summary>Received fields so far.</summary>
    public int ReceivedFields { get; private set; }

    /// <summary>A Date field has been seen.</summary>
    public bool HasDate { get; private set; }

    /// <summary>A Message-ID field has been seen.</summary>
    public bool HasMessageId { get; private set; }

    /// <summary>Octets of the header section so far, the empty line behind it included.</summary>
    public long Octets { get; private set; }

    /// <summary>The empty line has been seen, or the content has ended.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>Reads on; returns the octets that still belong to the header section, the empty line included.</summary>
    public int Read(ReadOnlySpan<byte> content)
    {
        int at = 0;
        while (at < content.Length && !IsComplete)
        {
            ReadOnlySpan<byte> rest = content[at..];
            int lf = rest.IndexOf((byte)'\n');
            ReadOnlySpan<byte> part = lf < 0 ? rest : rest[..(lf + 1)];
            Keep(part);
            at += part.Length;
            if (lf >= 0)
                EndLine();
        }

        Octets += at;
        return at;
    }

    /// <summary>The content has ended, within the header section or behind it.</summary>
    public void Finish()
    {
        if (IsComplete)
            return;
        if (lineOctets > 0)
            EndLine();
        IsComplete = true;
    }

    private void Keep(ReadOnlySpan<byte> part)
    {
        int free = LineStart.Length - lineOctets;
        if (free > 0)
            part[..Math.Min(free, part.Length)].CopyTo(((Span<byte>)start)[lineOctets..]);

        // Only the first few matter, so that a line of gigabytes must not overflow the count.
        lineOctets = (int)Math.Min((long)lineOctets + part.Length, int.MaxValue);
    }

    private void EndLine()
    {
        ReadOnlySpan<byte> line = ((ReadOnlySpan<byte>)start)[..Math.Min(lineOctets, LineStart.Length)];
        lineOctets = 0;
        if (line[0] == '\n' || (line.Length == 2 && line[0] == '\r' && line[1] == '\n'))
        {
            IsComplete = true;
            return;
        }

        int colon = line.IndexOf((byte)':');
        if (colon <= 0)
            return;

        // White space before the colon is obsolete but real (RFC 5322 §4.5).
        ReadOnlySpan<byte> name = line[..colon].TrimEnd(" \t"u8);
        if (Ascii.EqualsIgnoreCase(name, "Received"u8))
            ReceivedFields++;
        else if (Ascii.EqualsIgnoreCase(name, "Date"u8))
            HasDate = true;
        else if (Ascii.EqualsIgnoreCase(name, "Message-ID"u8))
            HasMessageId = true;
    }

    [InlineArray(Length)]
    private struct LineStart
    {
        public const int Length = 24;
        private byte first;
    }
}
