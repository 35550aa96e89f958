using System.Buffers.Binary;
using System.Numerics;

namespace Relay.Core.Spool.Disk;

/// <summary>CRC-32C of records and contents: neither SQLite nor a file system notices a bit that the disk has turned.</summary>
/// <remarks>The processor needs three cycles for the instruction, and can begin another instruction in each of them: long content is summed as three
/// parts side by side.</remarks>
internal static class Crc32C
{
    private const int PartOctets = 1024;

    /// <summary>What becomes of a sum when a part of zeros follows: for each of the four octets of the sum, and each value of that octet.</summary>
    private static readonly uint[] AfterZeros = MakeAfterZeros();

    public static uint Of(ReadOnlySpan<byte> octets) => Continue(0, octets);

    /// <summary>The checksum of what a checksum was taken of before, with more octets behind it.</summary>
    /// <param name="sum">0 for nothing before.</param>
    /// <param name="octets">What follows.</param>
    public static uint Continue(uint sum, ReadOnlySpan<byte> octets)
    {
        uint crc = ~sum;
        for (; octets.Length >= 3 * PartOctets; octets = octets[(3 * PartOctets)..])
            crc = ThreeParts(crc, octets);
        for (; octets.Length >= 8; octets = octets[8..])
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(octets));
        foreach (byte octet in octets)
            crc = BitOperations.Crc32C(crc, octet);
        return ~crc;
    }

    private static uint ThreeParts(uint crc, ReadOnlySpan<byte> octets)
    {
        (uint second, uint third) = (0, 0);
        for (int at = 0; at < PartOctets; at += 8)
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(octets[at..]));
            second = BitOperations.Crc32C(second, BinaryPrimitives.ReadUInt64LittleEndian(octets[(at + PartOctets)..]));
            third = BitOperations.Crc32C(third, BinaryPrimitives.ReadUInt64LittleEndian(octets[(at + (2 * PartOctets))..]));
        }

        return WithZeros(WithZeros(crc) ^ second) ^ third;
    }

    private static uint WithZeros(uint crc) =>
        AfterZeros[(byte)crc]
        ^ AfterZeros[0x100 + (byte)(crc >> 8)]
        ^ AfterZeros[0x200 + (byte)(crc >> 16)]
        ^ AfterZeros[0x300 + (crc >> 24)];

    private static uint[] MakeAfterZeros()
    {
        uint[] table = new uint[4 * 0x100];
        for (int at = 0; at < table.Length; at++)
        {
            uint crc = (uint)(at & 0xFF) << (8 * (at >> 8));
            for (int octets = 0; octets < PartOctets; octets += 8)
                crc = BitOperations.Crc32C(crc, 0UL);
            table[at] = crc;
        }

        return table;
    }
}
