using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Relay.Core.Settings;

namespace Relay.Host.Checks;

/// <summary>Addresses, certificates and AUTH of the listeners.</summary>
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
            CheckCertificate(scope, path, listener);
            ListRules.Addresses(scope, $"{path}.proxyFrom", listener.ProxyFrom);
            CheckAuth(scope, path, listener);
        }
    }

    private static void CheckAddress(CheckScope scope, string path, string text, HashSet<IPEndPoint> taken)
    {
        if (!AddressText.TryParse(text, out IPEndPoint? address))
            scope.Error($"{path}.address", $"'{text}' is not an address and port, as in 127.0.0.1:2525, [::1]:25 or *:25");
        else if (address.Port != 0 && !taken.Add(address))
            scope.Error($"{path}.address", $"{text} is another listener's address too");
    }

    private static void CheckCertificate(CheckScope scope, string path, ListenerSettings listener)
    {
        if (listener.Certificate.Length == 0)
        {
            if (listener.Tls != ListenerTls.None)
                scope.Error($"{path}.certificate", "missing; tls needs a certificate");
            if (listener.Key.Length > 0)
                scope.Error($"{path}.key", "a key without a certificate");
            return;
        }

        if (listener.Tls == ListenerTls.None)
            scope.Warn($"{path}.certificate", "not used: tls is none");
        try
        {
            using var certificate = X509Certificate2.CreateFromPemFile(listener.Certificate, listener.Key.Length == 0 ? null : listener.Key);
            DateTime now = TimeProvider.System.GetLocalNow().DateTime;
            if (now > certificate.NotAfter)
                scope.Warn($"{path}.certificate", $"the certificate has expired at {certificate.NotAfter:u}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            scope.Error($"{path}.certificate", $"certificate and key cannot be loaded: {e.Message}");
        }
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
