using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Relay.Core.Sessions;

/// <summary>Reads the address of a listener.</summary>
internal static class ListenerAddress
{
    /// <summary>Reads <c>127.0.0.1:25</c>, <c>[::1]:25</c>, or <c>*:25</c> for all addresses of both families.</summary>
    /// <exception cref="FormatException">The text is not an address in one of these forms.</exception>
    public static IPEndPoint Parse(string text)
    {
        if (text.StartsWith("*:", StringComparison.Ordinal)
            && ushort.TryParse(text.AsSpan(2), NumberStyles.None, CultureInfo.InvariantCulture, out ushort port))
            return new IPEndPoint(Socket.OSSupportsIPv6 ? IPAddress.IPv6Any : IPAddress.Any, port);
        if (text.LastIndexOf(':') > text.LastIndexOf(']') && IPEndPoint.TryParse(text, out IPEndPoint? endPoint))
            return endPoint;
        throw new FormatException($"'{text}' is not an address and port, as in 127.0.0.1:25, [::1]:25 or *:25");
    }
}
