using System.Buffers.Binary;
using System.Text;
using Relay.Core.Spool.Disk;

namespace Relay.Core.Spool.Records;

/// <summary>Writes records into one growing buffer, which is used again for the next change.</summary>
internal sealed class RecordWriter
{
    private const int InitialOctets = 1024;
    private const int KeptOctets = 64 * 1024;
    private byte[] buffer = new byte[InitialOctets];
    private int length;

    /// <summary>Where the next octet goes.</summary>
    public int Position => length;

    /// <summary>The octets between two positions.</summary>
    public ReadOnlySpan<byte> this[Slice slice] => buffer.AsSpan(slice.Offset, slice.Length);

    /// <summary>Forgets all that was written.</summary>
    public void Clear()
    {
        length = 0;
        if (buffer.Length > KeptOctets)
            buffer = new byte[InitialOctets];
    }

    public void Byte(byte value) => Room(1)[0] = value;

    public void Int64(long value) => BinaryPrimitives.WriteInt64LittleEndian(Room(8), value);

    public void UInt32(uint value) => BinaryPrimitives.WriteUInt32LittleEndian(Room(4), value);

    /// <summary>Seven bits an octet, the lowest first.</summary>
    public void VarInt(ulong value)
    {
        while (value >= 0x80)
        {
            Byte((byte)(value | 0x80));
            value >>= 7;
        }

        Byte((byte)value);
    }

    /// <summary>The length plus one, then UTF-8; a single zero for null.</summary>
    public void Text(string? value)
    {
        if (value is null)
        {
            Byte(0);
            return;
        }

        int octets = Encoding.UTF8.GetByteCount(value);
        VarInt((ulong)octets + 1);
        Encoding.UTF8.GetBytes(value, Room(octets));
    }

    /// <summary>UTF-8 alone.</summary>
    public Slice Plain(string value)
    {
        int start = length;
        Encoding.UTF8.GetBytes(value, Room(Encoding.UTF8.GetByteCount(value)));
        return new Slice(start, length - start);
    }

    /// <summary>Any octets.</summary>
    public Span<byte> Room(int octets)
    {
        if (buffer.Length - length < octets)
            Array.Resize(ref buffer, (int)Math.Max((uint)buffer.Length * 2, (uint)(length + octets)));
        Span<byte> room = buffer.AsSpan(length, octets);
        length += octets;
        return room;
    }

    /// <summary>Ends a record that began at a position: its checksum follows it.</summary>
    public Slice Seal(int start)
    {
        UInt32(Crc32C.Of(buffer.AsSpan(start, length - start)));
        return new Slice(start, length - start);
    }
}
