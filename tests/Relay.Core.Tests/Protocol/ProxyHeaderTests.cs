using System.Net;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Relay.Core.Protocol;

namespace Relay.Core.Tests.Protocol;

public sealed class ProxyHeaderTests
{
    [Theory]
    [InlineData("PROXY TCP4 192.0.2.1 198.51.100.2 56324 25\r\n", "192.0.2.1:56324", "198.51.100.2:25")]
    [InlineData("PROXY TCP6 2001:db8::1 2001:DB8::2 1 65535\r\n", "[2001:db8::1]:1", "[2001:db8::2]:65535")]
    [InlineData("PROXY UNKNOWN\r\n", null, null)]
    [InlineData("PROXY UNKNOWN ffff::1 whatever 1 2\r\n", null, null)]
    public void Version_1_is_read_and_what_follows_is_left(string text, string? source, string? destination)
    {
        byte[] octets = Encoding.ASCII.GetBytes(text + "EHLO a\r\n");
        ProxyHeaderReader.Read(octets, out ProxyHeader header, out int consumed).ShouldBe(ProxyHeaderStatus.Done);
        consumed.ShouldBe(text.Length);
        (header.Source?.ToString()).ShouldBe(source);
        (header.Destination?.ToString()).ShouldBe(destination);
    }

    [Theory]
    [InlineData("EHLO client.example\r\n")]
    [InlineData("PROXY  TCP4 192.0.2.1 198.51.100.2 56324 25\r\n")]
    [InlineData("PROXY TCP4 192.0.2.1 198.51.100.2  56324 25\r\n")]
    [InlineData("PROXY TCP4 192.0.2.1 198.51.100.2 56324 25 \r\n")]
    [InlineData("PROXY TCP4 192.0.2.1 198.51.100.2 56324\r\n")]
    [InlineData("PROXY TCP4 192.0.2.1 198.51.100.2 0 25\r\n")]
    [InlineData("PROXY TCP4 192.0.2.1 198.51.100.2 056 25\r\n")]
    [InlineData("PROXY TCP4 192.0.2.1 198.51.100.2 65536 25\r\n")]
    [InlineData("PROXY TCP4 192.0.2.1 198.51.100.2 +1 25\r\n")]
    [InlineData("PROXY TCP4 192.0.2.01 198.51.100.2 1 25\r\n")]
    [InlineData("PROXY TCP4 0xc0000201 198.51.100.2 1 25\r\n")]
    [InlineData("PROXY TCP4 192.0.513 198.51.100.2 1 25\r\n")]
    [InlineData("PROXY TCP4 2001:db8::1 2001:db8::2 1 25\r\n")]
    [InlineData("PROXY TCP6 192.0.2.1 192.0.2.2 1 25\r\n")]
    [InlineData("PROXY TCP6 fe80::1%1 fe80::2 1 25\r\n")]
    [InlineData("PROXY TCP6 [2001:db8::1] 2001:db8::2 1 25\r\n")]
    [InlineData("PROXY UNKNOWNX\r\n")]
    [InlineData("PROXY UDP4 192.0.2.1 198.51.100.2 1 25\r\n")]
    [InlineData("proxy TCP4 192.0.2.1 198.51.100.2 1 25\r\n")]
    [InlineData("PROXY TCP4 192.0.2.1 198.51.100.2 1 25\n")]
    [InlineData("PROXY TCP4 192.0.2.1 198.51.100.2 1 25\rX")]
    [InlineData("PROXY\r\n")]
    public void Version_1_is_strict(string text) =>
        ProxyHeaderReader.Read(Encoding.ASCII.GetBytes(text), out _, out _).ShouldBe(ProxyHeaderStatus.Bad);

    [Fact]
    public void Version_1_ends_within_107_octets()
    {
        string longest = "PROXY UNKNOWN " + new string('x', 91) + "\r\n";
        longest.Length.ShouldBe(107);
        Read(longest).ShouldBe(ProxyHeaderStatus.Done);
        Read("PROXY UNKNOWN " + new string('x', 92) + "\r\n").ShouldBe(ProxyHeaderStatus.Bad);
        Read("PROXY UNKNOWN " + new string('x', 93)).ShouldBe(ProxyHeaderStatus.Bad);
        Read("PROXY UNKNOWN " + new string('x', 92)).ShouldBe(ProxyHeaderStatus.NeedMore);
    }

    [Theory]
    [InlineData("192.0.2.1:5000", "198.51.100.2:25", 0)]
    [InlineData("192.0.2.1:5000", "198.51.100.2:25", 40)]
    [InlineData("[2001:db8::1]:5000", "[2001:db8::2]:25", 0)]
    [InlineData("[2001:db8::1]:5000", "[2001:db8::2]:25", 484)]
    [InlineData("[2001:db8::1]:5000", "[2001:db8::2]:25", 8192 - 52)]
    public void Version_2_is_read_and_its_TLVs_are_skipped(string source, string destination, int tlvOctets)
    {
        byte[] octets = Version2(0x21, IPEndPoint.Parse(source), IPEndPoint.Parse(destination), tlvOctets);
        ProxyHeaderReader.Read([.. octets, 0x16, 0x03], out ProxyHeader header, out int consumed).ShouldBe(ProxyHeaderStatus.Done);
        consumed.ShouldBe(octets.Length);
        header.Source!.ToString().ShouldBe(source);
        header.Destination!.ToString().ShouldBe(destination);
    }

    [Fact]
    public void Version_2_LOCAL_keeps_the_peer_whatever_its_family_says()
    {
        foreach (byte family in new byte[] { 0x00, 0x11, 0x31, 0xff })
        {
            byte[] octets = [.. "\r\n\r\n\0\r\nQUIT\n"u8, 0x20, family, 0, 3, 1, 2, 3];
            ProxyHeaderReader.Read(octets, out ProxyHeader header, out int consumed).ShouldBe(ProxyHeaderStatus.Done);
            consumed.ShouldBe(19);
            header.Source.ShouldBeNull();
        }
    }

    [Theory]
    [InlineData(0x31, 216)]
    [InlineData(0x31, 300)]
    [InlineData(0x00, 0)]
    [InlineData(0x00, 12)]
    public void Version_2_without_an_address_names_no_client(byte family, int length)
    {
        byte[] octets = [.. "\r\n\r\n\0\r\nQUIT\n"u8, 0x21, family, (byte)(length >> 8), (byte)length, .. new byte[length]];
        ProxyHeaderReader.Read(octets, out ProxyHeader header, out int consumed).ShouldBe(ProxyHeaderStatus.Done);
        consumed.ShouldBe(octets.Length);
        header.ShouldBe(ProxyHeader.Local);
    }

    [Theory]
    [InlineData(0x11, 0x11, 12)] // version 1 in a binary header
    [InlineData(0x22, 0x11, 12)] // no such command
    [InlineData(0x21, 0x12, 12)] // UDP
    [InlineData(0x21, 0x32, 216)] // datagrams of UNIX
    [InlineData(0x21, 0x31, 215)]
    [InlineData(0x21, 0x11, 11)] // too short for its addresses
    [InlineData(0x21, 0x21, 35)]
    [InlineData(0x21, 0x11, 8177)] // longer than 8192 in all
    public void Version_2_is_strict(byte command, byte family, int length)
    {
        byte[] octets = [.. "\r\n\r\n\0\r\nQUIT\n"u8, command, family, (byte)(length >> 8), (byte)length, .. new byte[length]];
        ProxyHeaderReader.Read(octets, out _, out _).ShouldBe(ProxyHeaderStatus.Bad);
        ProxyHeaderReader.Read(octets.AsSpan(0, 16), out _, out _).ShouldBe(ProxyHeaderStatus.Bad);
    }

    [Fact]
    public void Every_beginning_of_a_header_needs_more()
    {
        byte[][] headers =
        [
            "PROXY TCP4 192.0.2.1 198.51.100.2 56324 25\r\n"u8.ToArray(),
            "PROXY UNKNOWN\r\n"u8.ToArray(),
            Version2(0x21, IPEndPoint.Parse("192.0.2.1:1"), IPEndPoint.Parse("192.0.2.2:2"), 9),
            Version2(0x21, IPEndPoint.Parse("[2001:db8::1]:1"), IPEndPoint.Parse("[2001:db8::2]:2"), 0),
        ];
        foreach (byte[] header in headers)
        {
            for (int length = 0; length < header.Length; length++)
                ProxyHeaderReader.Read(header.AsSpan(0, length), out _, out _).ShouldBe(ProxyHeaderStatus.NeedMore, $"{length} of {header.Length}");
        }
    }

    [Fact]
    public void Noise_never_throws_and_never_waits_beyond_the_limit()
    {
        Gen<byte[]> start = Gen.Elements<byte[]>([], [.. "PROXY "u8], [.. "PROXY TCP4 "u8], [.. "\r\n\r\n\0\r\nQUIT\n"u8],
            [.. "\r\n\r\n\0\r\nQUIT\n\x21\x11"u8]);
        Gen<byte[]> rest = Gen.Elements<byte>([.. "\r\n 0123456789.:PTC46\0\xff"u8]).ArrayOf();
        Prop.ForAll(start.Zip(rest, (a, b) => (byte[])[.. a, .. b]).ToArbitrary(), octets =>
        {
            ProxyHeaderStatus status = ProxyHeaderReader.Read(octets, out _, out int consumed);
            return status == ProxyHeaderStatus.Done ? consumed > 0 && consumed <= octets.Length : consumed == 0
                && (status == ProxyHeaderStatus.Bad || octets.Length < ProxyHeaderReader.MaxOctets);
        }).QuickCheckThrowOnFailure();
    }

    private static ProxyHeaderStatus Read(string text) => ProxyHeaderReader.Read(Encoding.ASCII.GetBytes(text), out _, out _);

    private static byte[] Version2(byte command, IPEndPoint source, IPEndPoint destination, int tlvOctets)
    {
        byte[] from = source.Address.GetAddressBytes(), to = destination.Address.GetAddressBytes();
        byte[] block =
        [
            .. from, .. to, (byte)(source.Port >> 8), (byte)source.Port, (byte)(destination.Port >> 8), (byte)destination.Port,
            .. new byte[tlvOctets],
        ];
        return [.. "\r\n\r\n\0\r\nQUIT\n"u8, command, (byte)(from.Length == 4 ? 0x11 : 0x21), (byte)(block.Length >> 8), (byte)block.Length,
            .. block];
    }
}
