using System.Buffers.Binary;
using System.Numerics;

namespace Relay.Core.Spool.Disk;

/// <summary>CRC-32C of records and contents: neither SQLite nor a file system notices a bit that the disk has turned.</summary>
internal static class Crc32C
{
    public static uint Of(ReadOnlySpan<byte> octets) => Continue(0, octets);

    /// <summary>The checksum of what a checksum was taken of before, with more octets behind it.</summary>
    /// <param name="sum">0 for nothing before.</param>
    /// <param name="octets">What follows.</param>
    public static uint Continue(uint sum, ReadOnlySpan<byte> octets)
    {
        uint crc = ~sum;
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
