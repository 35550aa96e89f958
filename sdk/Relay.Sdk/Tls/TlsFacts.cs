namespace Relay.Sdk.Tls;

/// <summary>What a TLS connection turned out to be.</summary>
public sealed record TlsFacts
{
    /// <summary>As in a Received header: <c>TLSv1.3</c> or <c>TLSv1.2</c>.</summary>
    public required string Version { get; init; }

    /// <summary>The IANA name of the cipher suite.</summary>
    public required string CipherSuite { get; init; }

    /// <summary>Whether and by what the peer's certificate was verified: <c>no</c>, or the name of the policy, as in <c>pkix</c>, <c>dane</c>, <c>sts</c>.</summary>
    public string Verified { get; init; } = "no";

    /// <summary>The subject of the peer's certificate in RFC 4514 form; null when it sent none.</summary>
    public string? PeerSubject { get; init; }

    /// <summary>The name sent or received in the server name indication; null without one.</summary>
    public string? ServerName { get; init; }
}
