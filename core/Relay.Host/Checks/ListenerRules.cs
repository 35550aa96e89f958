using Relay.Core.Settings;

namespace Relay.Host.Checks;

/// <summary>Certificates, proxies and AUTH of the listeners.</summary>
internal static class ListenerRules
{
    public static void Check(CheckScope scope)
    {
        if (scope.Settings.Listeners.Count == 0)
            scope.Warn("listeners", "there is no listener: the relay takes no mail in");
        foreach ((int index, ListenerSettings listener) in scope.Settings.Listeners.Index())
        {
            string path = $"listeners[{index}]";
            CertificateRules.Check(scope, path, listener);
            CheckAuth(scope, path, listener);
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
