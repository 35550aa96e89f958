namespace Relay.Sdk.Tls;

/// <summary>Says what is required of an outbound TLS connection, and judges the handshake.</summary>
/// <remarks>
/// Policies are asked in a fixed order: DANE, MTA-STS, then all others in the order of plugins.json; the first that has an opinion wins,
/// and the log says which. A policy that throws or is late makes the host unusable for the attempt; it never lowers the requirement.
/// </remarks>
public interface ITlsPolicy
{
    /// <summary>The policy's name in the log, lower case.</summary>
    string Name { get; }

    /// <summary>Before connecting: what is required of this host.</summary>
    ValueTask<TlsRequirement> RequireAsync(TlsTarget target, CancellationToken cancellationToken);

    /// <summary>After the handshake and before any SMTP octet: is this chain good.</summary>
    ValueTask<TlsFinding> VerifyAsync(TlsTarget target, TlsHandshake handshake, CancellationToken cancellationToken);
}
