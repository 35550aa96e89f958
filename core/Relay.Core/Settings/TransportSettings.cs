using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Relay.Core.Settings.Binding;
using Relay.Sdk.Lists;
using Relay.Sdk.Plugins;

namespace Relay.Core.Settings;

[TakesPluginOptions(OptionPart.Transport)]
public sealed record TransportSettings
{
    [Description("opportunistic (STARTTLS where offered), required (no delivery without STARTTLS; the certificate is not checked: this protects " +
        "from listeners, not from impostors), implicit (TLS from the first octet), or off.")]
    public TransportTls Tls { get; init; } = TransportTls.Opportunistic;

    [Description("Host list: never deliver to these without TLS. Names are compared with that of the MX or of the route; a host that a route gives " +
        "by its address has no name.")]
    public HostList HostsRequireTls { get; init; } = HostList.None;

    [Description("Log in at the next hop with AUTH, if its certificate is good for the name in the route.")]
    public TransportAuthSettings? Auth { get; init; }

    [Description("The name in EHLO. Empty: the relay's host name.")]
    public string Helo { get; init; } = "";

    [Description("The local address to send from; next hops then need an address of the same family. Empty: the system chooses.")]
    public string Interface { get; init; } = "";

    [Description("Which addresses are used and in which order: both (IPv6 first, each tried within one attempt), ipv4-first, ipv6-only, ipv4-only.")]
    public AddressFamilies Addresses { get; init; } = AddressFamilies.Both;

    [Description("Deliver to mail exchangers of the DNS at loopback and link-local addresses too. Such records are mistakes or attacks, unless the " +
        "relay serves domains on its own machine; a next hop that a route names may always have such an address.")]
    public bool LocalExchangers { get; init; }

    [Description("Most connections at once to one destination.")]
    [Range(1, 10_000)]
    public int MaxConnections { get; init; } = 20;

    [Description("Most messages on one connection. 0: no limit.")]
    [Range(0, int.MaxValue)]
    public int MaxMessagesPerConnection { get; init; } = 10_000;

    [Description("Most recipients in one transaction.")]
    [Range(1, 100_000)]
    public int MaxRecipients { get; init; } = 100;

    [Description("Messages per time to one destination, as in 100/1m. Empty: no limit.")]
    public string MessageRate { get; init; } = "";

    [Description("New connections per time to one destination, as in 10/1s. Empty: no limit. Further hosts that one attempt asks because the first " +
        "takes nothing are not counted.")]
    public string ConnectionRate { get; init; } = "";

    [Description("How long an idle connection is kept for the next message.")]
    [Duration("0s", "1h")]
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(10);

    [Description("How long to wait for a connection to one address.")]
    [Duration("10ms", "1h")]
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(30);

    [Description("How long to wait for the greeting (RFC 5321 §4.5.3.2.1).")]
    [Duration("10ms", "1h")]
    public TimeSpan GreetingTimeout { get; init; } = TimeSpan.FromMinutes(5);

    [Description("How long to wait for the reply to a command (RFC 5321 §4.5.3.2.2, .3).")]
    [Duration("10ms", "1h")]
    public TimeSpan CommandTimeout { get; init; } = TimeSpan.FromMinutes(5);

    [Description("How long writing a stretch of content may take (RFC 5321 §4.5.3.2.5).")]
    [Duration("10ms", "1h")]
    public TimeSpan DataTimeout { get; init; } = TimeSpan.FromMinutes(3);

    [Description("How long to wait for the reply to the end of data (RFC 5321 §4.5.3.2.6).")]
    [Duration("10ms", "1d")]
    public TimeSpan FinalTimeout { get; init; } = TimeSpan.FromMinutes(10);

    [Description("How long a TLS handshake may take.")]
    [Duration("10ms", "1h")]
    public TimeSpan TlsTimeout { get; init; } = TimeSpan.FromSeconds(30);

    [Description("Content beyond ASCII for a host without 8BITMIME: convert (to 7bit MIME; what cannot be converted is returned), return (to the " +
        "sender), or as-is (sent unchanged, against RFC 6152 §3).")]
    public EightBitRule EightBitMime { get; init; } = EightBitRule.Convert;
}

public sealed record TransportAuthSettings
{
    [Description("The user name.")]
    [Required]
    public string User { get; init; } = "";

    [Description("The password, as { \"$secret\": \"file:NAME\" } or { \"$secret\": \"env:NAME\" }.")]
    [Required]
    public Secret? Password { get; init; }

    [Description("Send PLAIN or LOGIN without TLS too; the certificate is then not verified either.")]
    public bool WithoutTls { get; init; }

    [Description("Log in although the host's certificate is not verified: then any host that answers there gets the password.")]
    public bool AllowUnverified { get; init; }

    [Description("PEM file with the authorities that are trusted at the login. Empty: those of the system. Relative to the settings file.")]
    public string Authorities { get; init; } = "";
}

public enum TransportTls
{
    Opportunistic,
    Required,
    Implicit,
    Off,
}

public enum EightBitRule
{
    Convert,
    Return,
    AsIs,
}

public enum AddressFamilies
{
    Both,
    Ipv4First,
    Ipv6Only,
    Ipv4Only,
}
