using System.Buffers.Binary;
using System.Text;
using Relay.Core.Spool.Disk;

namespace Relay.Core.Spool.Records;

/// <summary>Reads what <see cref="RecordWriter"/> wrote.</summary>
internal ref struct RecordReader
{
    private const int ChecksumOctets = 4;
    private ReadOnlySpan<byte> rest;

    /// <summary>Begins a sealed record.</summary>
    /// <exception cref="UnreadableRecordException">The checksum does not fit.</exception>
    public RecordReader(ReadOnlySpan<byte> record)
    {
        if (record.Length < ChecksumOctets)
            throw new UnreadableRecordException("the record is cut off");
        rest = record[..^ChecksumOctets];
        if (Crc32C.Of(rest) != BinaryPrimitives.ReadUInt32LittleEndian(record[^ChecksumOctets..]))
            throw new UnreadableRecordException("the record's checksum is wrong");
    }

    public byte Byte() => Take(1)[0];

    public long Int64() => BinaryPrimitives.ReadInt64LittleEndian(Take(8));

    public uint UInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(4));

    public ulong VarInt()
    {
        ulong value = 0;
        for (int shift = 0; shift < 64; shift += 7)
        {
            byte octet = Byte();
            value |= (ulong)(octet & 0x7f) << shift;
            if (octet < 0x80)
                return value;
        }

        throw new UnreadableRecordException("a number in the record has no end");
    }

    public string? Text()
    {
        ulong octets = VarInt();
        if (octets == 0)
            return null;
        if (octets - 1 > (ulong)rest.Length)
            throw new UnreadableRecordException("a text in the record is cut off");
        return Encoding.UTF8.GetString(Take((int)(octets - 1)));
    }

    /// <summary>Says that the record should be at its end.</summary>
    public readonly void End()
    {
        if (!rest.IsEmpty)
            throw new UnreadableRecordException("the record is longer than it should be");
    }

    private ReadOnlySpan<byte> Take(int octets)
    {
        if (rest.Length < octets)
            throw new UnreadableRecordException("the record is cut off");
        ReadOnlySpan<byte> taken = rest[..octets];
        rest = rest[octets..];
        return taken;
    }
}
