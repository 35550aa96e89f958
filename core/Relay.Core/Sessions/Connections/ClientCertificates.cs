using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Relay.Core.Tls;
using Relay.Sdk.Tls;

namespace Relay.Core.Sessions.Connections;

/// <summary>The certificates that a client shows in one handshake. It is asked for them and need not have any; what they are worth is for plugins to
/// say.</summary>
internal sealed class ClientCertificates
{
    /// <summary>Leaf first; empty when the client showed none.</summary>
    public IReadOnlyList<PeerCertificate> Chain { get; private set; } = [];

    /// <summary>The leaf's subject; null when the client showed none.</summary>
    public string? Subject { get; private set; }

    /// <summary>The listener's options with the question for certificates. The handshake is always a full one, so that they are the client's of
    /// now.</summary>
    public SslServerAuthenticationOptions AskedFor(SslServerAuthenticationOptions options) => new()
    {
        ServerCertificateContext = options.ServerCertificateContext,
        EnabledSslProtocols = options.EnabledSslProtocols,
        AllowRenegotiation = false,
        AllowTlsResume = false,
        ClientCertificateRequired = true,
        CertificateChainPolicy = new X509ChainPolicy
        {
            DisableCertificateDownloads = true,
            RevocationMode = X509RevocationMode.NoCheck,
            TrustMode = X509ChainTrustMode.CustomRootTrust,
        },
        RemoteCertificateValidationCallback = OnCertificate,
    };

    private bool OnCertificate(object sender, X509Certificate? certificate, X509Chain? built, SslPolicyErrors errors)
    {
        if (certificate is X509Certificate2 leaf)
            (Subject, Chain) = (DistinguishedNameText.Of(leaf.SubjectName), PeerCertificates.FromWire(leaf, built));

        // A client without a certificate is as welcome.
        return certificate is null or X509Certificate2;
    }
}
