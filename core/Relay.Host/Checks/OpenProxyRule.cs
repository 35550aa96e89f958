using Relay.Core.Settings;

namespace Relay.Host.Checks;

/// <summary>Warns of a listener that believes every client's PROXY header: then every client chooses the address that it is taken for.</summary>
internal static class OpenProxyRule
{
    public static void Check(CheckScope scope)
    {
        foreach ((int index, ListenerSettings listener) in scope.Settings.Listeners.Index())
            if (OpenRelayRule.Strange(listener.ProxyFrom) is { } who)
                scope.Warn($"listeners[{index}].proxyFrom", $"{Danger(scope.Settings, listener)}: {who} may say in a PROXY header that they are " +
                    "any other host, such as one of accept.relayFromHosts; list your load balancers only");
    }

    // A client that has to log in gains only another address in the log.
    private static string Danger(RelaySettings settings, ListenerSettings listener) =>
        listener.Auth == ListenerAuth.Required || settings.Accept.RelayFromHosts.IsEmpty ? "every client chooses its own address" : "OPEN RELAY";
}
