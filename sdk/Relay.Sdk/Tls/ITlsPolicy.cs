namespace Relay.Sdk.Tls;

/// <summary>Says what is required of an outbound TLS connection, and judges the handshake.</summary>
/// <remarks>
/// Called concurrently. Policies are asked in a fixed order: DANE, MTA-STS, then all others in the order of plugins.json; the first that has an opinion wins,
/// and the log says which. A policy that throws or is late makes the host unusable for the attempt; it never lowers the requirement.
/// </remarks>
public interface ITlsPolicy
{
    /// <summary>The policy's name in the log, lower case, not empty; <c>dane</c> and <c>sts</c> have their fixed places in the order. Asked for at the start only.</summary>
    string Name { get; }

    /// <summary>Before connecting: what is required of this host.</summary>
    /// <returns>A requirement, or <see cref="TlsRequirement.None"/>: then the next policy is asked, and after the last one the transport's own settings hold.</returns>
    /// <exception cref="OperationCanceledException">The relay stops or the deadline passed.</exception>
    ValueTask<TlsRequirement> RequireAsync(TlsTarget target, CancellationToken cancellationToken);

    /// <summary>After the handshake and before any SMTP octet: is this chain good. Called when this policy's requirement was Verify or TryVerify.</summary>
    /// <returns>Verified, Failed or Indeterminate; the last two end the connection where the requirement was Verify, and the host is tried again at the next attempt.</returns>
    /// <exception cref="OperationCanceledException">The relay stops or the deadline passed.</exception>
    ValueTask<TlsFinding> VerifyAsync(TlsTarget target, TlsHandshake handshake, CancellationToken cancellationToken);
}
