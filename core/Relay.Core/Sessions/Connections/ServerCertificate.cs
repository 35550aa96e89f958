using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;

namespace Relay.Core.Sessions.Connections;

/// <summary>A listener's certificate, read from PEM files, and read again when they have changed: a renewed certificate needs no restart.</summary>
internal sealed partial class ServerCertificate
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromMinutes(1);
    private readonly string certificateFile;
    private readonly string keyFile;
    private readonly TimeProvider clock;
    private readonly ILogger log;
    private readonly Lock gate = new();
    private volatile SslServerAuthenticationOptions options;
    private (DateTime Certificate, DateTime Key) stamps;
    private long lookAgainAt;

    /// <summary>Reads the files.</summary>
    /// <param name="certificateFile">The chain, leaf first.</param>
    /// <param name="keyFile">The key; empty when it is in the certificate's file.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="log">Where a failed renewal is told.</param>
    /// <exception cref="IOException">A file cannot be read, or holds no certificate or key.</exception>
    public ServerCertificate(string certificateFile, string keyFile, TimeProvider clock, ILogger log)
    {
        (this.certificateFile, this.keyFile) = (certificateFile, keyFile.Length > 0 ? keyFile : certificateFile);
        (this.clock, this.log) = (clock, log);
        stamps = Stamps();
        options = Load();
        lookAgainAt = NextLook();
    }

    /// <summary>What the next handshake uses.</summary>
    public SslServerAuthenticationOptions Options
    {
        get
        {
            if (clock.GetTimestamp() >= Volatile.Read(ref lookAgainAt))
                Renew();
            return options;
        }
    }

    private void Renew()
    {
        lock (gate)
        {
            if (clock.GetTimestamp() < lookAgainAt)
                return;
            lookAgainAt = NextLook();
            (DateTime, DateTime) found = Stamps();
            if (found == stamps)
                return;
            try
            {
                options = Load();
                stamps = found;
                LogRenewed(log, certificateFile);
            }
            catch (IOException e)
            {
                // Perhaps half written; the old one stays and the next look comes.
                LogRenewalFailed(log, certificateFile, e);
            }
        }
    }

    private SslServerAuthenticationOptions Load()
    {
        try
        {
            X509Certificate2 leaf = X509Certificate2.CreateFromPemFile(certificateFile, keyFile);
            var chain = new X509Certificate2Collection();
            chain.ImportFromPemFile(certificateFile);
            return new SslServerAuthenticationOptions
            {
                ServerCertificateContext = SslStreamCertificateContext.Create(leaf, chain, offline: true),
                EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
                AllowRenegotiation = false,
                ClientCertificateRequired = false,
            };
        }
        catch (Exception e) when (e is CryptographicException or UnauthorizedAccessException or ArgumentException)
        {
            throw new IOException($"'{certificateFile}' with key '{keyFile}' cannot be used as a certificate: {e.Message}", e);
        }
    }

    private (DateTime Certificate, DateTime Key) Stamps() => (File.GetLastWriteTimeUtc(certificateFile), File.GetLastWriteTimeUtc(keyFile));

    private long NextLook() => clock.GetTimestamp() + (long)(LookInterval.TotalSeconds * clock.TimestampFrequency);

    [LoggerMessage(EventId = 235, Level = LogLevel.Information, Message = "the certificate {File} was renewed")]
    private static partial void LogRenewed(ILogger logger, string file);

    [LoggerMessage(EventId = 236, Level = LogLevel.Error, Message = "the certificate {File} has changed and cannot be used; the old one stays")]
    private static partial void LogRenewalFailed(ILogger logger, string file, IOException exception);
}
