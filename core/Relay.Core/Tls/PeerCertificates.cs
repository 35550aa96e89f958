using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Relay.Sdk.Tls;

namespace Relay.Core.Tls;

/// <summary>Copies certificates out of a handshake, so that nothing of it is held.</summary>
internal static class PeerCertificates
{
    /// <summary>Certificates of one chain beyond which a peer is not listened to.</summary>
    public const int MaxChain = 16;

    /// <summary>Copies what the peer sent, in its order, the leaf first.</summary>
    /// <remarks>The extra store of the chain holds exactly the certificate message; the chain's own elements may hold more or less than
    /// that.</remarks>
    public static IReadOnlyList<PeerCertificate> FromWire(X509Certificate2 leaf, X509Chain? chain)
    {
        X509Certificate2Collection? sent = chain?.ChainPolicy.ExtraStore;
        if (sent is null || sent.Count == 0)
            return [Copy(leaf, 0)];
        var copies = new List<PeerCertificate>(sent.Count);
        for (int i = 0; i < sent.Count && i < MaxChain; i++)
            copies.Add(Copy(sent[i], i));
        return copies;
    }

    /// <summary>Copies one certificate.</summary>
    internal static PeerCertificate Copy(X509Certificate2 certificate, int depth) => new()
    {
        Der = certificate.RawData,
        Depth = depth,
        Origin = CertificateOrigin.Wire,
        Subject = DistinguishedNameText.Of(certificate.SubjectName),
        Issuer = DistinguishedNameText.Of(certificate.IssuerName),
        NotBefore = new DateTimeOffset(certificate.NotBefore.ToUniversalTime()),
        NotAfter = new DateTimeOffset(certificate.NotAfter.ToUniversalTime()),
        PublicKeyInfo = PublicKeyInfo.Of(certificate.RawDataMemory),
        DnsNames = Alternatives(certificate, static names => names.EnumerateDnsNames()),
        IPAddresses = Alternatives(certificate, static names => names.EnumerateIPAddresses()),
    };

    private static List<T> Alternatives<T>(X509Certificate2 certificate, Func<X509SubjectAlternativeNameExtension, IEnumerable<T>> read)
    {
        var found = new List<T>();
        try
        {
            foreach (X509Extension extension in certificate.Extensions)
            {
                if (extension is X509SubjectAlternativeNameExtension alternatives)
                    found.AddRange(read(alternatives));
            }
        }
        catch (Exception failure) when (failure is CryptographicException or AsnContentException)
        {
            // An extension that cannot be read names no host.
            found.Clear();
        }

        return found;
    }
}
