using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Relay.Core.Settings.Binding;

namespace Relay.Core.Sessions.Connections;

/// <summary>Reads a certificate with its key, and the chain, from PEM files.</summary>
public static class CertificateFiles
{
    /// <param name="certificateFile">The chain, leaf first.</param>
    /// <param name="keyFile">The key; empty when it is in the certificate's file.</param>
    /// <returns>The leaf with its key, and all certificates of the file; the caller's to dispose.</returns>
    /// <exception cref="IOException">A file cannot be read, or holds no certificate or key; the message says which and why.</exception>
    public static (X509Certificate2 Leaf, X509Certificate2Collection Chain) Load(string certificateFile, string keyFile)
    {
        string certificates = Read(certificateFile);
        string key = keyFile.Length == 0 || keyFile == certificateFile ? certificates : Read(keyFile);
        try
        {
            var leaf = X509Certificate2.CreateFromPem(certificates, key);
            var chain = new X509Certificate2Collection();
            chain.ImportFromPem(certificates);
            return (leaf, chain);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            throw new IOException(e.Message, e);
        }
    }

    private static string Read(string file)
    {
        try
        {
            return Encoding.UTF8.GetString(BoundedFile.Read(file));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"{file}: {e.Message}", e);
        }
    }
}
