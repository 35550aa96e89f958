using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Relay.Core.Settings.Binding;
using Relay.Core.Storage;

namespace Relay.Core.Tls;

/// <summary>Certificates of authorities in PEM files, read again when a file has changed.</summary>
public static class AuthorityFile
{
    private static readonly ConcurrentDictionary<string, (FileStamp Stamp, X509Certificate2Collection Certificates)> Known = new();

    /// <summary>The certificates of a file.</summary>
    /// <exception cref="IOException">It cannot be read, or holds no certificate.</exception>
    public static X509Certificate2Collection Load(string path)
    {
        FileStamp stamp = FileStamp.Of(path);
        if (Known.TryGetValue(path, out (FileStamp Stamp, X509Certificate2Collection Certificates) known) && known.Stamp == stamp)
            return known.Certificates;
        X509Certificate2Collection certificates = Read(path);
        Known[path] = (stamp, certificates);
        return certificates;
    }

    private static X509Certificate2Collection Read(string path)
    {
        try
        {
            var certificates = new X509Certificate2Collection();
            certificates.ImportFromPem(Encoding.UTF8.GetString(BoundedFile.Read(path)));
            return certificates.Count > 0 ? certificates : throw new IOException("there is no certificate in it");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new IOException($"{path} cannot be used as a file of authorities: {e.Message}", e);
        }
    }
}
