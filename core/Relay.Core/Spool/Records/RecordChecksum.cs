using System.Buffers.Binary;
using System.Numerics;

namespace Relay.Core.Spool.Records;

/// <summary>CRC-32C of a record: SQLite does not notice a bit that the disk has turned.</summary>
internal static class RecordChecksum
{
    public static uint Of(ReadOnlySpan<byte> octets)
    {
        uint crc = uint.MaxValue;
        while (octets.Length >= 8)
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(octets));
            octets = octets[8..];
        }

        foreach (byte octet in octets)
            crc = BitOperations.Crc32C(crc, octet);
        return ~crc;
    }
}
