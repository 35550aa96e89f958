namespace Relay.Sdk.Tls;

/// <summary>What a TLS connection turned out to be.</summary>
public sealed record TlsFacts
{
    /// <summary>As in a Received header: <c>TLSv1.3</c> or <c>TLSv1.2</c>.</summary>
    public required string Version { get; init; }

    /// <summary>The IANA name of the cipher suite.</summary>
    public required string CipherSuite { get; init; }

    /// <summary>Whether and by what the peer's certificate was verified: <c>no</c>, or what the policy calls it, as in <c>pkix</c>, <c>dane</c>,
    /// <c>sts</c>.</summary>
    public string Verified { get; init; } = "no";

    /// <summary>The TLSA record that verified the certificate; null where none did.</summary>
    public TlsaMatch? Tlsa { get; init; }

    /// <summary>The subject of the peer's certificate in RFC 4514 form; null when it sent none.</summary>
    public string? PeerSubject { get; init; }

    /// <summary>The name sent or received in the server name indication; null without one.</summary>
    public string? ServerName { get; init; }

    /// <summary>Outbound: the policy or the setting whose requirement held, as in <c>dane</c> or <c>transport</c>; null inbound.</summary>
    public string? DecidedBy { get; init; }

    /// <summary>Outbound: what each policy said that had an opinion, those first that rank first.</summary>
    public IReadOnlyList<TlsOpinion> Opinions { get; init; } = [];
}
