using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Relay.Sdk.Tls;

namespace Relay.Core.Tls;

/// <summary>Judges whether a chain leads to a trusted authority (RFC 5280 §6) and names the host (RFC 9525 §6). Nothing is fetched, and revocation is
/// not asked for.</summary>
internal static class HostCertificate
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    /// <param name="chain">As the host sent it, the leaf first.</param>
    /// <param name="hostName">The name that the settings gave the host, or its address.</param>
    /// <param name="authorities">The trusted roots; null for the system's.</param>
    /// <param name="now">When it must be valid.</param>
    public static TlsFinding Judge(IReadOnlyList<PeerCertificate> chain, string hostName, X509Certificate2Collection? authorities, DateTimeOffset now)
    {
        if (chain.Count == 0)
            return TlsFinding.Fail("the host sent no certificate", TlsResultTypes.ValidationFailure);
        try
        {
            using X509Certificate2 leaf = X509CertificateLoader.LoadCertificate(chain[0].Der.Span);
            if (now.UtcDateTime > leaf.NotAfter.ToUniversalTime())
                return TlsFinding.Fail($"the certificate has expired at {leaf.NotAfter.ToUniversalTime():u}", TlsResultTypes.CertificateExpired);
            if (Distrust(leaf, chain, authorities, now) is { } reason)
                return TlsFinding.Fail(reason, TlsResultTypes.CertificateNotTrusted);
            return leaf.MatchesHostname(hostName.TrimEnd('.'), allowWildcards: true, allowCommonName: false)
                ? TlsFinding.VerifiedBy("certificate")
                : TlsFinding.Fail($"the certificate is not for {hostName}", TlsResultTypes.CertificateHostMismatch);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            return TlsFinding.Fail($"the certificate cannot be read: {e.Message}", TlsResultTypes.ValidationFailure);
        }
    }

    private static string? Distrust(X509Certificate2 leaf, IReadOnlyList<PeerCertificate> sent, X509Certificate2Collection? authorities,
        DateTimeOffset now)
    {
        using var chain = new X509Chain();
        X509ChainPolicy policy = chain.ChainPolicy;
        policy.RevocationMode = X509RevocationMode.NoCheck;
        policy.DisableCertificateDownloads = true;
        policy.VerificationTime = now.LocalDateTime;
        policy.ApplicationPolicy.Add(new Oid(ServerAuthentication));
        if (authorities is not null)
        {
            policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            policy.CustomTrustStore.AddRange(authorities);
        }

        for (int i = 1; i < sent.Count; i++)
            policy.ExtraStore.Add(X509CertificateLoader.LoadCertificate(sent[i].Der.Span));
        bool isTrusted = chain.Build(leaf);
        string problems = string.Join(", ", chain.ChainStatus.Select(status => status.StatusInformation.Trim()).Distinct());
        foreach (X509Certificate2 certificate in policy.ExtraStore)
            certificate.Dispose();
        return isTrusted ? null
            : $"the certificate is not trusted: {(problems.Length > 0 ? problems : "its chain does not end at a known authority")}";
    }
}
