namespace Relay.TestKit.Peers;

/// <summary>What differs in Exim's configuration.</summary>
public sealed record EximExtras
{
    /// <summary>Main settings, one a line.</summary>
    public string MainSettings { get; init; } = "";

    /// <summary>acl_smtp_rcpt.</summary>
    public string RcptAcl { get; init; } = "accept";

    /// <summary>For the transport to the relay under TLS.</summary>
    public string TlsTransport { get; init; } = "";

    /// <summary>The whole part with authenticators.</summary>
    public string Authenticators { get; init; } = "";
}
