using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;

namespace Relay.Host.Commands;

/// <summary>Reads HOST:PORT of command lines; IPv6 addresses stand in brackets.</summary>
internal static class EndpointText
{
    public static bool TrySplit(string text, [NotNullWhen(true)] out string? host, out int port)
    {
        int colon = text.LastIndexOf(':');
        host = colon > 0 ? text[..colon].Trim('[', ']') : null;
        port = 0;
        return host is { Length: > 0 } && ushort.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out ushort number)
            && (port = number) >= 0;
    }

    public static bool TryParse(string text, [NotNullWhen(true)] out IPEndPoint? address)
    {
        address = null;
        if (!TrySplit(text, out string? host, out int port))
            return false;
        if (host == "localhost")
            host = "127.0.0.1";
        else if (host == "*")
            host = "::";
        if (IPAddress.TryParse(host, out IPAddress? ip))
            address = new IPEndPoint(ip, port);
        return address is not null;
    }
}
