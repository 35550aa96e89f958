using Relay.Core.Spool.Disk;

namespace Relay.Core.Tests.Spool;

public sealed class Crc32CTests
{
    [Fact]
    public void The_check_value_of_the_polynomial_comes_out() => Crc32C.Of("123456789"u8).ShouldBe(0xE3069283u);

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(3071)]
    [InlineData(3072)]
    [InlineData(3073)]
    [InlineData(10_000)]
    [InlineData(65_536)]
    public void Long_content_has_the_sum_that_bit_by_bit_arithmetic_gives_in_one_go_or_in_pieces(int length)
    {
        byte[] octets = new byte[length];
        new Random(length).NextBytes(octets);
        uint expected = BitByBit(octets);

        Crc32C.Of(octets).ShouldBe(expected);
        Crc32C.Continue(Crc32C.Of(octets.AsSpan(0, length / 3)), octets.AsSpan(length / 3)).ShouldBe(expected);
    }

    private static uint BitByBit(byte[] octets)
    {
        uint crc = uint.MaxValue;
        foreach (byte octet in octets)
        {
            crc ^= octet;
            for (int bit = 0; bit < 8; bit++)
                crc = (crc >> 1) ^ ((crc & 1) != 0 ? 0x82F63B78 : 0);
        }

        return ~crc;
    }
}
