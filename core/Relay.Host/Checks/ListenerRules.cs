using System.Net;
using Relay.Core.Routing;
using Relay.Core.Settings;

namespace Relay.Host.Checks;

/// <summary>Addresses and AUTH of the listeners.</summary>
internal static class ListenerRules
{
    public static void Check(CheckScope scope)
    {
        var taken = new HashSet<IPEndPoint>();
        if (scope.Settings.Listeners.Count == 0)
            scope.Warn("listeners", "there is no listener: the relay takes no mail in");
        foreach ((int index, ListenerSettings listener) in scope.Settings.Listeners.Index())
        {
            string path = $"listeners[{index}]";
            CheckAddress(scope, path, listener.Address, taken);
            CertificateRules.Check(scope, path, listener);
            CheckAuth(scope, path, listener);
        }
    }

    private static void CheckAddress(CheckScope scope, string path, string text, HashSet<IPEndPoint> taken)
    {
        if (!AddressText.TryParse(text, out IPEndPoint? address))
            scope.Error($"{path}.address", $"'{text}' is not an address and port, as in 127.0.0.1:2525, [::1]:25 or *:25");
        else if (address.Port != 0 && !taken.Add(address))
            scope.Error($"{path}.address", $"{text} is another listener's address too");
        else if (!OwnHost.IsLocal(address.Address))
            scope.Warn($"{path}.address", $"{address.Address} is no address of this machine now; the relay starts only while it is");
    }

    private static void CheckAuth(CheckScope scope, string path, ListenerSettings listener)
    {
        if (listener.Auth == ListenerAuth.None)
            return;
        if (listener.Tls == ListenerTls.None && !scope.Settings.Accept.AuthWithoutTls)
            scope.Warn($"{path}.auth", "AUTH is never offered here: tls is none, and accept.authWithoutTls is false");
        if (scope.Settings.Accept.Credentials.Length == 0)
            scope.Warn($"{path}.auth", "there are no accept.credentials: only users that a plugin knows can log in");
    }
}
