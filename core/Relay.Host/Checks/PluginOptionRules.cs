using Relay.Core.Settings;

namespace Relay.Host.Checks;

/// <summary>Options that a plugin is to carry out: set while none does, they would promise what nobody keeps, such as a verified destination.</summary>
/// <remarks>No plugin can take them yet: the SDK has no way to hand them over. Until it has, each is an error, whatever is loaded.</remarks>
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
        if (value.Length > 0)
            scope.Error(path, $"is kept for the plugin {plugin}, and no plugin can take options of the relay's settings yet; leave the value empty");
    }
}
