using System.ComponentModel;
using Relay.Core.Settings.Binding;
using Relay.Sdk.Lists;

namespace Relay.Core.Settings;

[TakesPluginOptions(OptionPart.Listener)]
public sealed record ListenerSettings
{
    [Description("Address and port, as in 127.0.0.1:2525, [::1]:25 or *:25 for all addresses. Port 0 takes a free one.")]
    public string Address { get; init; } = "127.0.0.1:2525";

    [Description("none, starttls (offered), or implicit (from the first octet, RFC 8314).")]
    public ListenerTls Tls { get; init; } = ListenerTls.None;

    [Description("PEM file with the certificate chain; needed for starttls and implicit. Relative to the settings file.")]
    public string Certificate { get; init; } = "";

    [Description("PEM file with the private key. Empty: it is in the certificate's file.")]
    public string Key { get; init; } = "";

    [Description("none, or request: the TLS handshake asks the client for a certificate, which plugins judge (tls:cert). None is ever required.")]
    public ClientCertificateRule ClientCertificates { get; init; } = ClientCertificateRule.None;

    [Description("none, optional, or required (before MAIL).")]
    public ListenerAuth Auth { get; init; } = ListenerAuth.None;

    [Description("Host list: clients from here must begin with a PROXY protocol header (v1 or v2). Host names count as in accept.relayFromHosts; a " +
        "client that cannot be looked up gets 421 4.4.3.")]
    public HostList ProxyFrom { get; init; } = HostList.None;
}

public enum ListenerTls
{
    None,
    Starttls,
    Implicit,
}

public enum ClientCertificateRule
{
    None,
    Request,
}

public enum ListenerAuth
{
    None,
    Optional,
    Required,
}
