using Relay.Core.Dns;

namespace Relay.Host.Checks;

/// <summary>The resolvers.</summary>
internal static class DnsRules
{
    public static void Check(CheckScope scope)
    {
        foreach ((int index, string text) in scope.Settings.Dns.Servers.Index())
            if (!ResolvConf.TryParseServer(text, out _))
                scope.Error($"dns.servers[{index}]", $"'{text}' is not an address, with or without a port, as in 127.0.0.1:53 or [::1]:53");
    }
}
