using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Relay.Core.Settings;

/// <summary>Reads an address with its port, as the settings write it.</summary>
public static class AddressText
{
    /// <summary>Reads <c>127.0.0.1:25</c>, <c>[::1]:25</c>, or <c>*:25</c> for all addresses of both families.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out IPEndPoint? address)
    {
        address = null;
        int colon = text.LastIndexOf(':');
        if (colon <= 0 || !ushort.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out ushort port))
            return false;
        string host = text[..colon];
        if (host == "*")
            address = new IPEndPoint(Socket.OSSupportsIPv6 ? IPAddress.IPv6Any : IPAddress.Any, port);
        else if (host is ['[', .., ']'] ? IPAddress.TryParse(host[1..^1], out IPAddress? ip) : IPAddress.TryParse(host, out ip)
            && ip.AddressFamily == AddressFamily.InterNetwork)
            address = new IPEndPoint(ip, port);
        return address is not null;
    }
}
