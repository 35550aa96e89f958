using System.Net;
using Relay.Core.Routing;
using Relay.Core.Settings;

namespace Relay.Host.Checks;

/// <summary>The addresses of the listeners: each can be had, none is taken twice, and the port is the right one for its TLS.</summary>
internal static class ListenerAddressRules
{
    // RFC 8314 §3.3.
    private const int SubmissionOverTls = 465;
    private static readonly int[] StartsInClearText = [25, 587];

    public static void Check(CheckScope scope)
    {
        var taken = new List<(int Index, IPEndPoint Address)>();
        foreach ((int index, ListenerSettings listener) in scope.Settings.Listeners.Index())
        {
            string path = $"listeners[{index}]";
            if (!AddressText.TryParse(listener.Address, out IPEndPoint? address))
            {
                scope.Error($"{path}.address", $"'{listener.Address}' is not an address and port, as in 127.0.0.1:2525, [::1]:25 or *:25");
                continue;
            }

            CheckTaken(scope, path, listener.Address, address, taken);
            CheckPort(scope, path, listener.Tls, address.Port);
            taken.Add((index, address));
        }
    }

    private static void CheckTaken(CheckScope scope, string path, string text, IPEndPoint address, List<(int Index, IPEndPoint Address)> taken)
    {
        foreach ((int other, IPEndPoint its) in taken)
        {
            if (address.Port == 0 || its.Port != address.Port)
                continue;
            if (its.Address.Equals(address.Address))
                scope.Error($"{path}.address", $"{text} is another listener's address too");
            else if (Covers(its.Address, address.Address) || Covers(address.Address, its.Address))
                scope.Error($"{path}.address", $"port {address.Port} of {text} is part of listeners[{other}] " +
                    $"({scope.Settings.Listeners[other].Address}): the system gives a port of all addresses and of one of them to one listener only");
            else
                continue;
            return;
        }

        if (!OwnHost.IsLocal(address.Address))
            scope.Warn($"{path}.address", $"{address.Address} is no address of this machine now; the relay starts only while it is");
    }

    private static void CheckPort(CheckScope scope, string path, ListenerTls tls, int port)
    {
        if (port == SubmissionOverTls && tls != ListenerTls.Implicit)
            scope.Warn($"{path}.tls", "port 465 is for TLS from the first octet (RFC 8314 §3.3): clients wait for a handshake that does not come; " +
                "set it to implicit");
        else if (Array.IndexOf(StartsInClearText, port) >= 0 && tls == ListenerTls.Implicit)
            scope.Warn($"{path}.tls", $"clients begin in clear text on port {port}; set it to starttls");
    }

    // The unspecified address of IPv6 stands for both families here.
    private static bool Covers(IPAddress all, IPAddress one) =>
        all.Equals(IPAddress.IPv6Any) || (all.Equals(IPAddress.Any) && one.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork);
}
