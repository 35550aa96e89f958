using System.Security.Cryptography.X509Certificates;
using Relay.Core.Sessions.Connections;
using Relay.Core.Settings;
using Relay.Core.Storage;

namespace Relay.Host.Checks;

/// <summary>A listener's certificate and key: there, readable, a pair, valid now, and for the relay's name.</summary>
internal static class CertificateRules
{
    /// <param name="scope">What is checked.</param>
    /// <param name="path">The listener's place, as in <c>listeners[0]</c>.</param>
    /// <param name="listener">The listener.</param>
    public static void Check(CheckScope scope, string path, ListenerSettings listener)
    {
        if (listener.Certificate.Length == 0)
        {
            if (listener.Tls != ListenerTls.None)
                scope.Error($"{path}.certificate", "missing; tls needs a certificate");
            if (listener.Key.Length > 0)
                scope.Error($"{path}.key", "a key without a certificate");
            return;
        }

        if (listener.Tls == ListenerTls.None)
            scope.Warn($"{path}.certificate", "not used: tls is none");
        bool readable = IsReadable(scope, $"{path}.certificate", listener.Certificate);
        if (listener.Key.Length > 0)
            readable &= IsReadable(scope, $"{path}.key", listener.Key);
        if (readable)
            CheckPair(scope, path, listener);
        if (readable && FileRights.CanOthersRead(listener.Key.Length > 0 ? listener.Key : listener.Certificate))
            scope.Warn($"{path}.key", $"the private key in {(listener.Key.Length > 0 ? listener.Key : listener.Certificate)} can be read by every " +
                "user of this machine; chmod o-r it");
    }

    private static bool IsReadable(CheckScope scope, string path, string file)
    {
        if (Directory.Exists(file))
            scope.Error(path, $"{file} is a folder; expected a PEM file");
        else if (!File.Exists(file))
            scope.Error(path, $"there is no file {file}");
        else
            return true;
        return false;
    }

    private static void CheckPair(CheckScope scope, string path, ListenerSettings listener)
    {
        try
        {
            X509Certificate2 certificate = CertificateFiles.Load(listener.Certificate, listener.Key).Leaf;
            DateTimeOffset now = TimeProvider.System.GetUtcNow();
            if (now > certificate.NotAfter)
                scope.Warn($"{path}.certificate", $"the certificate has expired at {certificate.NotAfter.ToUniversalTime():u}; clients that check " +
                    "it will refuse it");
            else if (CertificateExpiry.IsNear(certificate, now))
                scope.Warn($"{path}.certificate", $"the certificate expires at {certificate.NotAfter.ToUniversalTime():u}; renew it");
            if (now < certificate.NotBefore)
                scope.Warn($"{path}.certificate", $"the certificate is not valid before {certificate.NotBefore.ToUniversalTime():u}; clients that " +
                    "check it will refuse it");
            if (!certificate.MatchesHostname(scope.Settings.Hostname, allowWildcards: true, allowCommonName: false))
                scope.Warn($"{path}.certificate", $"the certificate is not for {scope.Settings.Hostname}; clients that connect to that name and " +
                    "check it will refuse it");
        }
        catch (IOException e)
        {
            scope.Error($"{path}.certificate", $"certificate and key cannot be loaded: {e.Message}");
        }
    }
}
