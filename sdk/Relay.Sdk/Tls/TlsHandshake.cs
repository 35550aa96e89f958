using System.Net;

namespace Relay.Sdk.Tls;

/// <summary>A finished handshake, before any SMTP octet is sent on it.</summary>
public sealed record TlsHandshake
{
    /// <summary>The address and port that the connection goes to.</summary>
    public required IPEndPoint EndPoint { get; init; }

    /// <summary>The chain, leaf first; copies.</summary>
    public required IReadOnlyList<PeerCertificate> Chain { get; init; }

    /// <summary>Version, suite and server name.</summary>
    public required TlsFacts Facts { get; init; }

    /// <summary>The state of the policy's own <see cref="TlsRequirement.Verification"/>, or null.</summary>
    public object? State { get; init; }
}
