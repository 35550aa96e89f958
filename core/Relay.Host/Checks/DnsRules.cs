using Relay.Core.Dns;
using Relay.Core.Handlers;
using Relay.Core.Settings.Binding;

namespace Relay.Host.Checks;

/// <summary>Checks the resolver of the DNS settings.</summary>
internal static class DnsRules
{
    public static void Check(CheckScope scope)
    {
        string[] known = [ChosenResolver.Own, .. scope.Plugins.Resolvers];
        string chosen = scope.Settings.Dns.Resolver;
        if (!known.Contains(chosen))
            scope.Error("dns.resolver", $"no enabled plugin has a resolver '{chosen}'{NearestName.Hint(chosen, known)}");
        foreach ((int index, string text) in scope.Settings.Dns.Servers.Index())
            if (!ResolvConf.TryParseServer(text, out _))
                scope.Error($"dns.servers[{index}]", $"'{text}' is not an address, with or without a port, as in 127.0.0.1:53 or [::1]:53");
    }
}
