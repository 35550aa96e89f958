using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Relay.Core.Expansion;

/// <summary>An address or a block of addresses in CIDR form. Bits beyond the prefix do not count (<c>192.0.2.77/24</c> is
/// <c>192.0.2.0/24</c>).</summary>
internal readonly record struct AddressBlock
{
    private readonly UInt128 prefix;
    private readonly UInt128 mask;
    private readonly bool six;

    private AddressBlock(UInt128 address, int length, bool six)
    {
        mask = length == 0 ? UInt128.Zero : UInt128.MaxValue << (128 - length);
        prefix = address & mask;
        this.six = six;
    }

    /// <summary>Reads <c>192.0.2.1</c>, <c>192.0.2.0/24</c>, <c>2001:db8::1</c> or <c>2001:db8::/32</c>; nothing shortened, octal or
    /// scoped.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out AddressBlock block)
    {
        block = default;
        int slash = text.IndexOf('/');
        ReadOnlySpan<char> head = slash < 0 ? text : text[..slash];
        bool six = head.Contains(':');
        if (!(six ? IsSixText(head) : IsFourText(head)) || !IPAddress.TryParse(head, out IPAddress? address))
            return false;
        int bits = six ? 128 : 32, length = bits;
        ReadOnlySpan<char> digits = slash < 0 ? default : text[(slash + 1)..];
        if (slash >= 0 && (digits.Length is 0 or > 3 || !int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out length)
            || length > bits))
            return false;
        // Both families are kept from the top bit down, so that one mask rule serves both.
        Span<byte> octets = stackalloc byte[16];
        octets.Clear();
        address.TryWriteBytes(octets, out _);
        block = new AddressBlock(BinaryPrimitives.ReadUInt128BigEndian(octets), length, six);
        return true;
    }

    /// <summary>Whether the address lies in the block. An IPv4-mapped IPv6 address counts as the IPv4 address.</summary>
    public bool Contains(IPAddress address)
    {
        Span<byte> octets = stackalloc byte[16];
        octets.Clear();
        address.TryWriteBytes(octets, out _);
        bool isSix = address.AddressFamily == AddressFamily.InterNetworkV6;
        if (isSix && address.IsIPv4MappedToIPv6)
        {
            octets[12..].CopyTo(octets);
            octets[4..].Clear();
            isSix = false;
        }

        return isSix == six && (BinaryPrimitives.ReadUInt128BigEndian(octets) & mask) == prefix;
    }

    private static bool IsSixText(ReadOnlySpan<char> text)
    {
        foreach (char c in text)
        {
            if (!char.IsAsciiHexDigit(c) && c is not (':' or '.'))
                return false;
        }

        return true;
    }

    private static bool IsFourText(ReadOnlySpan<char> text)
    {
        int dots = 0, digits = 0;
        bool zero = false;
        foreach (char c in text)
        {
            if (c == '.')
            {
                if (digits == 0)
                    return false;
                (dots, digits, zero) = (dots + 1, 0, false);
                continue;
            }

            // A leading zero means octal to some readers and nothing to others.
            if (!char.IsAsciiDigit(c) || zero || digits == 3)
                return false;
            zero = digits++ == 0 && c == '0';
        }

        return dots == 3 && digits > 0;
    }
}
