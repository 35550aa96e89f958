using System.Buffers;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Relay.Core.Protocol;

/// <summary>The header of version 1: <c>PROXY TCP4 source destination port port CRLF</c>, at most 107 octets.</summary>
internal static class ProxyV1
{
    private const int MaxOctets = 107;
    private static readonly SearchValues<char> SixCharacters = SearchValues.Create("0123456789abcdefABCDEF:.");

    public static ReadOnlySpan<byte> Signature => "PROXY "u8;

    public static ProxyHeaderStatus Read(ReadOnlySpan<byte> octets, ref ProxyHeader header, ref int consumed)
    {
        ReadOnlySpan<byte> window = octets.Length > MaxOctets ? octets[..MaxOctets] : octets;
        int end = window.IndexOfAny((byte)'\r', (byte)'\n');
        if (end < 0)
            return window.Length < MaxOctets ? ProxyHeaderStatus.NeedMore : ProxyHeaderStatus.Bad;
        if (window[end] == '\n')
            return ProxyHeaderStatus.Bad;
        if (end + 1 == window.Length)
            return window.Length < MaxOctets ? ProxyHeaderStatus.NeedMore : ProxyHeaderStatus.Bad;
        if (window[end + 1] != '\n' || end < Signature.Length || !TryParse(window[Signature.Length..end], ref header))
            return ProxyHeaderStatus.Bad;
        consumed = end + 2;
        return ProxyHeaderStatus.Done;
    }

    private static bool TryParse(ReadOnlySpan<byte> line, ref ProxyHeader header)
    {
        // What follows UNKNOWN is to be ignored up to CRLF.
        if (line.SequenceEqual("UNKNOWN"u8) || line.StartsWith("UNKNOWN "u8))
            return true;
        if (!Ascii.IsValid(line))
            return false;
        string[] words = Encoding.ASCII.GetString(line).Split(' ');
        if (words.Length != 5 || words[0] is not ("TCP4" or "TCP6"))
            return false;
        bool six = words[0] == "TCP6";
        if (!TryAddress(words[1], six, out IPAddress? source) || !TryAddress(words[2], six, out IPAddress? destination)
            || !TryPort(words[3], out int sourcePort) || !TryPort(words[4], out int destinationPort))
            return false;
        header = new ProxyHeader(new IPEndPoint(source, sourcePort), new IPEndPoint(destination, destinationPort));
        return true;
    }

    private static bool TryAddress(string text, bool six, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out IPAddress? address)
    {
        address = null;
        // Brackets, ports and scopes are the library's, not the protocol's.
        if (six && text.AsSpan().ContainsAnyExcept(SixCharacters))
            return false;
        if (!IPAddress.TryParse(text, out address) || (address.AddressFamily == AddressFamily.InterNetworkV6) != six)
            return false;
        // The library also reads octal, hexadecimal and shortened IPv4; no honest proxy sends those.
        return six || address.ToString() == text;
    }

    private static bool TryPort(string text, out int port)
    {
        port = 0;
        return text.Length is > 0 and <= 5 && text[0] != '0'
            && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port) && port <= IPEndPoint.MaxPort;
    }
}
