using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Relay.TestKit.Peers;

/// <summary>A self-signed certificate in PEM files.</summary>
public static class TrialCertificate
{
    /// <summary>Writes <c>NAME.crt</c> and <c>NAME.key</c>; readable for all, since peers give up root.</summary>
    public static (string Certificate, string Key) Write(TemporaryFolder folder, string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        using X509Certificate2 certificate = request.CreateSelfSigned(new DateTimeOffset(2024, 1, 1, 0, 0, 0, TimeSpan.Zero),
            new DateTimeOffset(2124, 1, 1, 0, 0, 0, TimeSpan.Zero));
        return (folder.Write($"{name}.crt", certificate.ExportCertificatePem()), folder.Write($"{name}.key", key.ExportPkcs8PrivateKeyPem()));
    }
}
