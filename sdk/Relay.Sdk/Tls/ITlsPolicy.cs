namespace Relay.Sdk.Tls;

/// <summary>Says what is required of an outbound TLS connection, and judges the handshake.</summary>
/// <remarks>
/// <para>Called concurrently. All policies are asked at the same time, and the strongest answer holds: SkipHost, Verify, Encrypt, TryVerify, None. A
/// weak answer never hides a strong one. Between equal answers the kind decides which policy is named: DANE, MTA-STS, local, then the order of
/// plugins.json.</para>
/// <para>A Verify or SkipHost of a DANE policy is final (RFC 7672 §2.2): then the answers of other kinds are told in the log and the events, and
/// count for nothing. Without one, each policy that says Verify must be satisfied, and the transport's own settings hold too where they ask for
/// more.</para>
/// <para>A policy that throws or is late makes the host unusable for the attempt. With the failure policy Ignore it requires nothing; a verification
/// that it had required still fails.</para>
/// </remarks>
public interface ITlsPolicy
{
    /// <summary>Before connecting: what is required of this host.</summary>
    /// <returns>A requirement, or <see cref="TlsRequirement.None"/>.</returns>
    /// <exception cref="OperationCanceledException">The relay stops or the deadline passed.</exception>
    ValueTask<TlsRequirement> RequireAsync(TlsTarget target, CancellationToken cancellationToken);

    /// <summary>After the handshake and before any SMTP octet: is this chain good. Called when this policy's requirement was Verify or TryVerify,
    /// whether or not the requirement holds.</summary>
    /// <returns>
    /// Verified, Failed or Indeterminate. Where this policy's Verify holds, the last two end the connection, and the host is tried again at the next
    /// attempt; elsewhere they are told in the log and the events.
    /// </returns>
    /// <exception cref="OperationCanceledException">The relay stops or the deadline passed.</exception>
    ValueTask<TlsFinding> VerifyAsync(TlsTarget target, TlsHandshake handshake, CancellationToken cancellationToken);
}
