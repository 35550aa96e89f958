using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Relay.Sdk.Testing.Tls;

/// <summary>Certificates made on the spot; none is trusted by any machine.</summary>
public static class TestCertificates
{
    private static readonly DateTimeOffset NotBefore = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset NotAfter = new(2120, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>A self-signed certificate for tests where the certificate does not matter.</summary>
    public static X509Certificate2 SelfSigned { get; } = MakeSelfSigned("mx.test");

    /// <summary>A self-signed certificate for a DNS name.</summary>
    public static X509Certificate2 MakeSelfSigned(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return Usable(Request($"CN={name}, O=Test", key, name).CreateSelfSigned(NotBefore, NotAfter));
    }

    /// <summary>A leaf for a DNS name with the intermediate authority that signed it; the root is not among them.</summary>
    public static (X509Certificate2 Leaf, X509Certificate2 Intermediate) MakeChain(string name)
    {
        using var rootKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using X509Certificate2 root = Authority("CN=Test Root", rootKey).CreateSelfSigned(NotBefore, NotAfter);
        using var authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using X509Certificate2 authority = Authority("CN=Test Authority", authorityKey).Create(root, NotBefore, NotAfter, [5, 6, 7, 8]);
        X509Certificate2 signing = authority.CopyWithPrivateKey(authorityKey);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using X509Certificate2 leaf = Request($"CN={name}", key, name).Create(signing, NotBefore, NotAfter, [1, 2, 3, 4]);
        return (Usable(leaf.CopyWithPrivateKey(key)), signing);
    }

    private static CertificateRequest Authority(string subject, ECDsa key)
    {
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        return request;
    }

    private static CertificateRequest Request(string subject, ECDsa key, string name)
    {
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        return request;
    }

    // SslStream wants a key that came with the certificate.
    private static X509Certificate2 Usable(X509Certificate2 certificate) =>
        X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
}
