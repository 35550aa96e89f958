namespace Relay.Sdk.Tls;

/// <summary>The fields of a TLSA record that matched a chain (RFC 6698 §2.1).</summary>
public sealed record TlsaMatch
{
    /// <summary>The certificate usage: 2 for a trust anchor, 3 for the host's own certificate.</summary>
    public required int Usage { get; init; }

    /// <summary>The selector: 0 for the whole certificate, 1 for its public key.</summary>
    public required int Selector { get; init; }

    /// <summary>The matching type: 0 for the whole data, 1 for SHA-256, 2 for SHA-512.</summary>
    public required int MatchingType { get; init; }

    /// <summary>The fields as a TLSA record shows them, as in <c>3 1 1</c>.</summary>
    public override string ToString() => $"{Usage} {Selector} {MatchingType}";
}
