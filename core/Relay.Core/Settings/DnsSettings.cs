using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Relay.Core.Settings.Binding;

namespace Relay.Core.Settings;

public sealed record DnsSettings
{
    [Description("The resolver: stub, the relay's own, which asks dns.servers; or a plugin's resolver by its name. The other keys of dns are the " +
        "stub's.")]
    public string Resolver { get; init; } = "stub";

    [Description("Resolvers as address:port. Empty: those of /etc/resolv.conf.")]
    public IReadOnlyList<string> Servers { get; init; } = [];

    [Description("Resolvers whose AD bit is believed: loopback, none, or listed (all of dns.servers).")]
    public TrustAd TrustAd { get; init; } = TrustAd.Loopback;

    [Description("How long to wait for one answer from one server.")]
    [Duration("10ms", "5m")]
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(5);

    [Description("How many rounds over the servers.")]
    [Range(1, 10)]
    public int Attempts { get; init; } = 2;

    [Description("Most answers kept in the cache.")]
    [Range(0, 10_000_000)]
    public int CacheEntries { get; init; } = 50_000;
}

public enum TrustAd
{
    Loopback,
    None,
    Listed,
}
