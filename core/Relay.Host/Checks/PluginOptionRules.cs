using Relay.Core.Settings;

namespace Relay.Host.Checks;

/// <summary>Options that a plugin carries out: set while the plugin is off, they would promise what nobody does.</summary>
internal static class PluginOptionRules
{
    private const string Dane = "dane";
    private const string CertNames = "cert-names";
    private const string EventActions = "event-actions";

    public static void Check(CheckScope scope)
    {
        Demand(scope, "eventAction", scope.Settings.EventAction, EventActions);
        foreach ((string name, TransportSettings transport) in scope.Settings.Transports)
        {
            string path = $"transports.{name}";
            Demand(scope, $"{path}.tlsVerifyHosts", transport.TlsVerifyHosts, CertNames);
            Demand(scope, $"{path}.tlsTryVerifyHosts", transport.TlsTryVerifyHosts, CertNames);
            Demand(scope, $"{path}.tlsVerifyCertHostnames", transport.TlsVerifyCertHostnames, CertNames);
            Demand(scope, $"{path}.hostsTryDane", transport.HostsTryDane, Dane);
            Demand(scope, $"{path}.hostsRequireDane", transport.HostsRequireDane, Dane);
            Demand(scope, $"{path}.eventAction", transport.EventAction, EventActions);
        }
    }

    private static void Demand(CheckScope scope, string path, string value, string plugin)
    {
        if (value.Length > 0 && !scope.Plugins.Enabled.Contains(plugin))
            scope.Error(path, $"needs the plugin {plugin}, which is not enabled; add {{ \"id\": \"{plugin}\" }} to plugins.json, or leave the value empty");
    }
}
