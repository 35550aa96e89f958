using System.Net;

namespace Relay.Sdk.Tls;

/// <summary>A copy of one certificate of a peer.</summary>
public sealed record PeerCertificate
{
    /// <summary>The certificate in DER.</summary>
    public required ReadOnlyMemory<byte> Der { get; init; }

    /// <summary>The public key in DER: the SubjectPublicKeyInfo of <see cref="Der"/>, octet by octet (RFC 5280 §4.1.2.7).</summary>
    public required ReadOnlyMemory<byte> PublicKeyInfo { get; init; }

    /// <summary>0 for the leaf, growing towards the root.</summary>
    public required int Depth { get; init; }

    /// <summary>Where it came from.</summary>
    public required CertificateOrigin Origin { get; init; }

    /// <summary>The subject in RFC 4514 form.</summary>
    public required string Subject { get; init; }

    /// <summary>The issuer in RFC 4514 form.</summary>
    public required string Issuer { get; init; }

    /// <summary>Start of validity.</summary>
    public required DateTimeOffset NotBefore { get; init; }

    /// <summary>End of validity.</summary>
    public required DateTimeOffset NotAfter { get; init; }

    /// <summary>The DNS names of the subject alternative name extension, as written.</summary>
    public IReadOnlyList<string> DnsNames { get; init; } = [];

    /// <summary>The IP addresses of the subject alternative name extension.</summary>
    public IReadOnlyList<IPAddress> IPAddresses { get; init; } = [];
}
