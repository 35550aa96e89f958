using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Relay.Sdk.Tls;

namespace Relay.Core.Tls;

/// <summary>The options of one outbound handshake, and what it showed.</summary>
/// <remarks>
/// The callback only copies: it runs on an I/O thread and its refusal would hide the reason. The verdict is found right after the handshake. The
/// system's trust store is left out of the path building, whose result is not used, and nothing is fetched from addresses that a certificate names.
/// </remarks>
internal sealed class ClientHandshake
{
    private readonly string serverName;
    private readonly bool wantsChain;
    private IReadOnlyList<PeerCertificate> chain = [];
    private string? subject;

    /// <param name="serverName">As <see cref="ServerNameText"/> gives it.</param>
    /// <param name="wantsChain">A policy or handler will look at the certificates; then the handshake is always a full one, so that they are the
    /// host's of now.</param>
    public ClientHandshake(string serverName, bool wantsChain)
    {
        (this.serverName, this.wantsChain) = (serverName, wantsChain);
        Options = new SslClientAuthenticationOptions
        {
            TargetHost = serverName,
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            AllowRenegotiation = false,
            AllowTlsResume = !wantsChain,
            CertificateChainPolicy = new X509ChainPolicy
            {
                DisableCertificateDownloads = true,
                RevocationMode = X509RevocationMode.NoCheck,
                TrustMode = X509ChainTrustMode.CustomRootTrust,
            },
            RemoteCertificateValidationCallback = OnCertificate,
        };
    }

    public SslClientAuthenticationOptions Options { get; }

    /// <summary>What the finished handshake is, not verified yet.</summary>
    public TlsHandshake Finish(SslStream stream, IPEndPoint endPoint) => new()
    {
        EndPoint = endPoint,
        Chain = chain,
        Facts = new TlsFacts
        {
            Version = stream.SslProtocol == SslProtocols.Tls13 ? "TLSv1.3" : "TLSv1.2",
            CipherSuite = stream.NegotiatedCipherSuite.ToString(),
            PeerSubject = subject,
            ServerName = serverName.Length > 0 ? serverName : null,
        },
    };

    private bool OnCertificate(object sender, X509Certificate? certificate, X509Chain? built, SslPolicyErrors errors)
    {
        if (certificate is not X509Certificate2 leaf)
            return false;
        subject = DistinguishedNameText.Of(leaf.SubjectName);
        if (wantsChain)
            chain = PeerCertificates.FromWire(leaf, built);
        return true;
    }
}
