using System.Buffers.Binary;
using System.Net;

namespace Relay.Core.Protocol;

/// <summary>The binary header of version 2: signature, version and command, family, length, addresses, TLVs.</summary>
internal static class ProxyV2
{
    /// <summary>Longer than any header seen: load balancers add fields, among them the client's certificate by name.</summary>
    public const int MaxOctets = 8192;

    private const int FixedOctets = 16;
    private const byte VersionAndLocal = 0x20;
    private const byte VersionAndProxy = 0x21;
    private const byte TcpOverIPv4 = 0x11;
    private const byte TcpOverIPv6 = 0x21;
    private const byte UnixStream = 0x31;
    private const byte Unspecified = 0x00;
    private const int UnixAddressOctets = 2 * 108;

    public static ReadOnlySpan<byte> Signature => "\r\n\r\n\0\r\nQUIT\n"u8;

    public static ProxyHeaderStatus Read(ReadOnlySpan<byte> octets, ref ProxyHeader header, ref int consumed)
    {
        if (octets.Length > 12 && octets[12] is not (VersionAndLocal or VersionAndProxy))
            return ProxyHeaderStatus.Bad;
        bool local = octets.Length > 12 && octets[12] == VersionAndLocal;
        if (octets.Length > 13 && !local && octets[13] is not (TcpOverIPv4 or TcpOverIPv6 or UnixStream or Unspecified))
            return ProxyHeaderStatus.Bad;
        if (octets.Length < FixedOctets)
            return ProxyHeaderStatus.NeedMore;
        int length = BinaryPrimitives.ReadUInt16BigEndian(octets[14..]);
        int addresses = local ? 0 : AddressOctets(octets[13]);
        if (FixedOctets + length > MaxOctets || length < addresses)
            return ProxyHeaderStatus.Bad;
        if (octets.Length < FixedOctets + length)
            return ProxyHeaderStatus.NeedMore;
        if (!local && octets[13] is TcpOverIPv4 or TcpOverIPv6)
            header = ReadAddresses(octets.Slice(FixedOctets, length), octets[13] == TcpOverIPv4 ? 4 : 16);
        consumed = FixedOctets + length;
        return ProxyHeaderStatus.Done;
    }

    private static int AddressOctets(byte family) => family switch
    {
        TcpOverIPv4 => (2 * 4) + 4,
        TcpOverIPv6 => (2 * 16) + 4,
        UnixStream => UnixAddressOctets,
        _ => 0,
    };

    private static ProxyHeader ReadAddresses(ReadOnlySpan<byte> block, int address)
    {
        int sourcePort = BinaryPrimitives.ReadUInt16BigEndian(block[(2 * address)..]);
        int destinationPort = BinaryPrimitives.ReadUInt16BigEndian(block[((2 * address) + 2)..]);
        return new ProxyHeader(
            new IPEndPoint(new IPAddress(block[..address]), sourcePort),
            new IPEndPoint(new IPAddress(block[address..(2 * address)]), destinationPort));
    }
}
