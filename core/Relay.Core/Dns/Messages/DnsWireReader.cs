using System.Buffers.Binary;

namespace Relay.Core.Dns.Messages;

/// <summary>A bounds-checked walk over a DNS message. Nothing here throws, whatever the octets are.</summary>
internal ref struct DnsWireReader(ReadOnlySpan<byte> message, int position, int end)
{
    private const int PointerBits = 0xc0;

    private readonly ReadOnlySpan<byte> message = message;
    private readonly int end = end;

    public DnsWireReader(ReadOnlySpan<byte> message)
        : this(message, 0, message.Length)
    {
    }

    /// <summary>Octets from the start of the message.</summary>
    public int Position { get; private set; } = position;

    public readonly int Remaining => end - Position;

    /// <summary>A reader of the next <paramref name="length"/> octets, which may still point back into the whole message.</summary>
    public readonly DnsWireReader Slice(int length) => new(message, Position, Position + length);

    public bool TryReadByte(out byte value)
    {
        value = 0;
        if (Remaining < 1)
            return false;
        value = message[Position++];
        return true;
    }

    public bool TryReadUInt16(out ushort value)
    {
        value = 0;
        if (Remaining < 2)
            return false;
        value = BinaryPrimitives.ReadUInt16BigEndian(message[Position..]);
        Position += 2;
        return true;
    }

    public bool TryReadUInt32(out uint value)
    {
        value = 0;
        if (Remaining < 4)
            return false;
        value = BinaryPrimitives.ReadUInt32BigEndian(message[Position..]);
        Position += 4;
        return true;
    }

    public bool TryReadBytes(int length, out ReadOnlySpan<byte> octets)
    {
        octets = default;
        if (length < 0 || Remaining < length)
            return false;
        octets = message.Slice(Position, length);
        Position += length;
        return true;
    }

    /// <summary>Reads a name, following compression pointers (RFC 1035 §4.1.4).</summary>
    public bool TryReadName(out string name)
    {
        Span<char> text = stackalloc char[DnsName.MaxWireOctets * 4];
        bool ok = TryWalkName(text, out int length);
        name = ok ? new string(text[..length]) : "";
        return ok;
    }

    public bool TrySkipName()
    {
        Span<char> text = stackalloc char[DnsName.MaxWireOctets * 4];
        return TryWalkName(text, out _);
    }

    private bool TryWalkName(scoped Span<char> text, out int length)
    {
        length = 0;
        int at = Position;
        int end = this.end;
        int octets = 1; // the root label
        int resume = -1; // where reading goes on once a pointer was followed
        int lowest = at; // a pointer must go below every place visited, so a chain of them ends
        while (at < end)
        {
            int size = message[at];
            if ((size & PointerBits) == PointerBits)
            {
                if (at + 1 >= end)
                    return false;
                int target = ((size & ~PointerBits) << 8) | message[at + 1];
                if (target >= lowest)
                    return false;
                if (resume < 0)
                    resume = at + 2;
                at = lowest = target;
                end = message.Length;
                continue;
            }

            if ((size & PointerBits) != 0) return false; // 01 and 10 are not label types of today (RFC 6891 §5)
            at++;
            if (size == 0)
            {
                Position = resume < 0 ? at : resume;
                return true;
            }

            octets += size + 1;
            if (octets > DnsName.MaxWireOctets || at + size > end)
                return false;
            if (length > 0)
                text[length++] = '.';
            length += DnsName.WriteLabel(message.Slice(at, size), text[length..]);
            at += size;
        }

        return false;
    }
}
