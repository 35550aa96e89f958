using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Relay.Core.Settings;
using Relay.TestKit.Peers;

namespace Relay.TestKit.Sessions;

/// <summary>A self-signed certificate in two PEM files of a temporary folder.</summary>
public sealed class TestCertificate : IDisposable
{
    private readonly TemporaryFolder folder = new("certificate");

    public TestCertificate(string name = "mx1.relay.example") => Renew(name);

    public string CertificateFile => Path.Combine(folder.Path, "mx.pem");

    public string KeyFile => Path.Combine(folder.Path, "mx.key");

    /// <summary>A listener that uses it.</summary>
    public ListenerSettings Listener(ListenerTls tls, ListenerAuth auth = ListenerAuth.None) =>
        new() { Tls = tls, Certificate = CertificateFile, Key = KeyFile, Auth = auth };

    /// <summary>Puts another certificate into the same files.</summary>
    public void Renew(string name) => Renew(name, new DateTimeOffset(2100, 1, 1, 0, 0, 0, TimeSpan.Zero));

    /// <summary>The same, with another end of its life.</summary>
    public void Renew(string name, DateTimeOffset notAfter)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        using X509Certificate2 certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, notAfter);
        File.WriteAllText(KeyFile, key.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(CertificateFile, certificate.ExportCertificatePem());
    }

    public void Dispose() => folder.Dispose();
}
