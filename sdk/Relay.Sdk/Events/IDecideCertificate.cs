namespace Relay.Sdk.Events;

/// <summary>Decides about the certificates of a peer, of a host as well as of a client: <c>tls:cert</c>.</summary>
/// <remarks>
/// Called right after the handshake and before any SMTP octet, once per certificate of the chain, the certificate nearest to the root first. Called
/// concurrently for different connections. A handler that throws or misses its deadline gets its declared <see cref="Plugins.FailurePolicy"/>: by
/// default the certificate is refused.
/// </remarks>
public interface IDecideCertificate
{
    /// <summary>Gives the verdict.</summary>
    /// <param name="moment">The certificate and its peer.</param>
    /// <param name="cancellationToken">Fires at the handler's deadline, at the end of the session, and at shutdown.</param>
    ValueTask<CertificateVerdict> DecideAsync(CertificatePresented moment, CancellationToken cancellationToken);
}
