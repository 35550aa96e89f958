namespace Relay.TestKit.Peers;

/// <summary>More lines for parts of Exim's configuration.</summary>
public sealed record EximExtras
{
    /// <summary>For the main part.</summary>
    public string Main { get; init; } = "";

    /// <summary>For the transport to the relay under TLS.</summary>
    public string TlsTransport { get; init; } = "";

    /// <summary>The whole part with authenticators.</summary>
    public string Authenticators { get; init; } = "";
}
