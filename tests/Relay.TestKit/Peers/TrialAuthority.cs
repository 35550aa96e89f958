using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Relay.TestKit.Peers;

/// <summary>An authority that nobody trusts but who is given its certificate.</summary>
public sealed class TrialAuthority : IDisposable
{
    private static readonly DateTimeOffset NotBefore = new(2024, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset NotAfter = new(2124, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly X509Certificate2 certificate;

    public TrialAuthority()
    {
        var request = new CertificateRequest("CN=Trial Authority", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        certificate = request.CreateSelfSigned(NotBefore, NotAfter);
    }

    /// <summary>Writes the authority's own certificate.</summary>
    public string Write(TemporaryFolder folder) => folder.Write("authority.pem", certificate.ExportCertificatePem());

    /// <summary>Writes <c>NAME.crt</c> and <c>NAME.key</c> of a host.</summary>
    public (string Certificate, string Key) Write(TemporaryFolder folder, string name)
    {
        using X509Certificate2 issued = Issue(name);
        using ECDsa its = issued.GetECDsaPrivateKey()!;
        return (folder.Write($"{name}.crt", issued.ExportCertificatePem()), folder.Write($"{name}.key", its.ExportPkcs8PrivateKeyPem()));
    }

    /// <summary>A host's certificate with its key.</summary>
    public X509Certificate2 Issue(string name)
    {
        using var its = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", its, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        using X509Certificate2 issued = request.Create(certificate, NotBefore, NotAfter, RandomNumberGenerator.GetBytes(8));
        using X509Certificate2 keyed = issued.CopyWithPrivateKey(its);
        return X509CertificateLoader.LoadPkcs12(keyed.Export(X509ContentType.Pkcs12), null, X509KeyStorageFlags.Exportable);
    }

    public void Dispose()
    {
        certificate.Dispose();
        key.Dispose();
    }
}
