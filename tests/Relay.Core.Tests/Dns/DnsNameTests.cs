using Relay.Core.Dns.Messages;

namespace Relay.Core.Tests.Dns;

public sealed class DnsNameTests
{
    [Theory]
    [InlineData("MX1.Example", "mx1.example")]
    [InlineData("mx1.example.", "mx1.example")]
    [InlineData("", "")]
    [InlineData(".", "")]
    [InlineData(@"a\.b.example", @"a\.b.example")]
    [InlineData(@"\065\.b.example.", @"a\.b.example")]
    public void A_name_has_one_spelling(string name, string canonical) => DnsName.Canonical(name).ShouldBe(canonical);

    [Theory]
    [InlineData("")]
    [InlineData("example")]
    [InlineData("_25._tcp.mx1.example")]
    [InlineData(@"a\.b\\c.example")]
    [InlineData(@"a\000b\255.example")]
    public void What_is_written_is_read_again(string name)
    {
        byte[] octets = new byte[DnsName.MaxWireOctets];
        DnsName.TryWrite(name, octets, out int written).ShouldBeTrue();

        var reader = new DnsWireReader(octets.AsSpan(0, written));
        reader.TryReadName(out string? read).ShouldBeTrue();

        read.ShouldBe(name);
        reader.Remaining.ShouldBe(0);
    }

    [Theory]
    [InlineData("a..b")]
    [InlineData(".a")]
    [InlineData("a..")]
    [InlineData("bücher.example")]
    [InlineData(@"a\")]
    [InlineData(@"a\25")]
    [InlineData(@"a\256")]
    public void Text_that_no_name_can_have_is_refused(string name) =>
        DnsName.TryWrite(name, new byte[DnsName.MaxWireOctets], out _).ShouldBeFalse();

    [Fact]
    public void Labels_have_63_octets_and_names_255()
    {
        byte[] octets = new byte[300];
        DnsName.TryWrite(new string('a', 63), octets, out _).ShouldBeTrue();
        DnsName.TryWrite(new string('a', 64), octets, out _).ShouldBeFalse();

        string longest = string.Join('.', Enumerable.Repeat(new string('a', 63), 3)) + "." + new string('a', 61);
        DnsName.TryWrite(longest, octets, out int written).ShouldBeTrue();
        written.ShouldBe(255);
        DnsName.TryWrite(longest + "a", octets, out _).ShouldBeFalse();
    }

    [Fact]
    public void A_name_that_does_not_fit_its_buffer_is_refused()
    {
        for (int length = 0; length < 13; length++) DnsName.TryWrite("mx1.example", new byte[length], out _).ShouldBeFalse();
        DnsName.TryWrite("mx1.example", new byte[13], out _).ShouldBeTrue();
    }

    [Theory]
    [InlineData(new byte[] { 0xc0, 0x00 }, 0)] // points at itself
    [InlineData(new byte[] { 1, 0x61, 0xc0, 0x00 }, 0)] // round and round
    [InlineData(new byte[] { 0xc0, 0x02, 0xc0, 0x00 }, 2)] // two that point at each other
    [InlineData(new byte[] { 0xc0, 0x02, 0x00 }, 0)] // forwards
    [InlineData(new byte[] { 0xc0 }, 0)] // cut
    [InlineData(new byte[] { 5, 0x61 }, 0)] // label longer than the message
    [InlineData(new byte[] { 1, 0x61 }, 0)] // no end
    [InlineData(new byte[] { 0x41, 0x61, 0 }, 0)] // bit label of RFC 2673
    [InlineData(new byte[] { 0x80, 0 }, 0)] // reserved
    public void Names_that_loop_run_out_or_are_of_another_kind_are_refused(byte[] octets, int start)
    {
        var reader = new DnsWireReader(octets, start, octets.Length);
        reader.TryReadName(out _).ShouldBeFalse();
    }

    [Fact]
    public void A_pointer_continues_the_name_and_reading_goes_on_behind_it()
    {
        byte[] octets = [7, .. "Example"u8, 0, 3, .. "mx1"u8, 0xc0, 0, 42];
        var reader = new DnsWireReader(octets, 9, octets.Length);

        reader.TryReadName(out string? name).ShouldBeTrue();

        name.ShouldBe("mx1.example");
        reader.TryReadByte(out byte next).ShouldBeTrue();
        next.ShouldBe((byte)42);
    }

    [Fact]
    public void Pointers_cannot_build_a_name_of_more_than_255_octets()
    {
        List<byte> octets = [63, .. new byte[63], 0];
        for (int i = 1; i < 5; i++)
        {
            int target = i == 1 ? 0 : 65 + ((i - 2) * 66);
            octets.AddRange([63, .. new byte[63], (byte)(0xc0 | (target >> 8)), (byte)target]);
        }

        byte[] message = octets.ToArray();
        var third = new DnsWireReader(message, 65 + 66, message.Length);
        third.TryReadName(out _).ShouldBeTrue(); // 3 × 64 + 1
        var fifth = new DnsWireReader(message, 65 + (3 * 66), message.Length);
        fifth.TryReadName(out _).ShouldBeFalse();
    }
}
