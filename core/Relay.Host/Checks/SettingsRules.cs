using Relay.Core.Settings;
using Relay.Core.Settings.Binding;

namespace Relay.Host.Checks;

/// <summary>The rules that go beyond single values. All of them are checked, so that all faults are told at once.</summary>
internal static class SettingsRules
{
    private static readonly Action<CheckScope>[] All =
    [
        HostRules.Check,
        SpoolRules.Check,
        SpoolRoomRule.Check,
        ListenerAddressRules.Check,
        ListenerRules.Check,
        AcceptRules.Check,
        TransportRules.Check,
        LoginRules.Check,
        RoutingRules.Check,
        AddressFamilyRules.Check,
        RouteCoverageRules.Check,
        DnsRules.Check,
        LimitRules.Check,
        LogRules.Check,
        OpenRelayRule.Check,
        OpenProxyRule.Check,
    ];

    /// <summary>Checks bound settings.</summary>
    /// <param name="loaded">What was read.</param>
    /// <param name="plugins">What there is of plugins.</param>
    /// <param name="errors">Gets errors and warnings.</param>
    public static void Check(LoadedSettings loaded, PluginFacts plugins, SettingsErrors errors)
    {
        var scope = new CheckScope(loaded, plugins, errors);
        foreach (Action<CheckScope> rule in All)
            rule(scope);
    }
}
