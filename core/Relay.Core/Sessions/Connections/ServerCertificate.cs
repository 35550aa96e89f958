using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;
using Relay.Core.Storage;

namespace Relay.Core.Sessions.Connections;

/// <summary>A listener's certificate, read from PEM files, and read again when they have changed: a renewed certificate needs no restart.</summary>
internal sealed partial class ServerCertificate
{
    private static readonly TimeSpan ReminderInterval = TimeSpan.FromDays(1);
    private readonly string certificateFile;
    private readonly string keyFile;
    private readonly TimeProvider clock;
    private readonly ILogger log;
    private readonly Lock gate = new();
    private volatile SslServerAuthenticationOptions options;
    private X509Certificate2 leaf;
    private (FileStamp Certificate, FileStamp Key) stamps;
    private long? remindedAt;

    /// <summary>Reads the files.</summary>
    /// <param name="certificateFile">The chain, leaf first.</param>
    /// <param name="keyFile">The key; empty when it is in the certificate's file.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="log">Where renewals are told, and what is wrong with one.</param>
    /// <exception cref="IOException">A file cannot be read, or holds no certificate or key.</exception>
    public ServerCertificate(string certificateFile, string keyFile, TimeProvider clock, ILogger log)
    {
        (this.certificateFile, this.keyFile) = (certificateFile, keyFile.Length > 0 ? keyFile : certificateFile);
        (this.clock, this.log) = (clock, log);
        stamps = Stamps();
        (leaf, options) = Load();
    }

    /// <summary>What the next handshake uses.</summary>
    public SslServerAuthenticationOptions Options => options;

    /// <summary>Looks whether the files have changed, and reads them then; tells once a day that the certificate is near its end or beyond
    /// it.</summary>
    /// <remarks>Called on a timer, not by a handshake: a renewal that went wrong has to be told on a quiet listener too.</remarks>
    public void Look()
    {
        lock (gate)
        {
            (FileStamp, FileStamp) found = Stamps();
            if (found != stamps)
                Renew(found);
            if (remindedAt is not { } last || clock.GetElapsedTime(last) >= ReminderInterval)
                Remind();
        }
    }

    private void Renew((FileStamp, FileStamp) found)
    {
        // Of files that are half written the rest comes with another stamp.
        stamps = found;
        try
        {
            (leaf, options) = Load();
            remindedAt = null;
            DateTime end = leaf.NotAfter.ToUniversalTime();
            LogRenewed(log, certificateFile, end);
            if (FileRights.CanOthersRead(keyFile))
                LogKeyForAll(log, keyFile);
        }
        catch (IOException e)
        {
            LogRenewalFailed(log, certificateFile, e.Message);
        }
    }

    private void Remind()
    {
        DateTimeOffset now = clock.GetUtcNow();
        DateTime end = leaf.NotAfter.ToUniversalTime();
        if (now.UtcDateTime > end)
            LogExpired(log, certificateFile, end);
        else if (CertificateExpiry.IsNear(leaf, now))
            LogExpiresSoon(log, certificateFile, end);
        else
            return;
        remindedAt = clock.GetTimestamp();
    }

    private (X509Certificate2, SslServerAuthenticationOptions) Load()
    {
        try
        {
            (X509Certificate2 read, X509Certificate2Collection chain) = CertificateFiles.Load(certificateFile, keyFile);
            return (read, new SslServerAuthenticationOptions
            {
                ServerCertificateContext = SslStreamCertificateContext.Create(read, chain, offline: true),
                EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
                AllowRenegotiation = false,
                ClientCertificateRequired = false,
            });
        }
        catch (Exception e) when (e is IOException or System.Security.Cryptography.CryptographicException)
        {
            throw new IOException($"'{certificateFile}' with key '{keyFile}' cannot be used as a certificate: {e.Message}", e);
        }
    }

    private (FileStamp Certificate, FileStamp Key) Stamps() => (FileStamp.Of(certificateFile), FileStamp.Of(keyFile));

    [LoggerMessage(EventId = 235, Level = LogLevel.Information, Message = "the certificate {File} was renewed; it is valid until {NotAfter:u}",
        EventName = "certificate.renewed")]
    private static partial void LogRenewed(ILogger logger, string file, DateTime notAfter);

    [LoggerMessage(EventId = 236, Level = LogLevel.Error,
        Message = "the certificate {File} has changed and cannot be used; the old one stays: {Problem}", EventName = "certificate.renewal-failed")]
    private static partial void LogRenewalFailed(ILogger logger, string file, string problem);

    [LoggerMessage(EventId = 237, Level = LogLevel.Warning, Message = "the certificate {File} expires at {NotAfter:u} and has not been renewed",
        EventName = "certificate.expires-soon")]
    private static partial void LogExpiresSoon(ILogger logger, string file, DateTime notAfter);

    [LoggerMessage(EventId = 238, Level = LogLevel.Error,
        Message = "the certificate {File} has expired at {NotAfter:u}; clients that check it refuse it", EventName = "certificate.expired")]
    private static partial void LogExpired(ILogger logger, string file, DateTime notAfter);

    [LoggerMessage(EventId = 239, Level = LogLevel.Warning,
        Message = "the private key in {File} can be read by every user of this machine; chmod o-r it", EventName = "certificate.key-readable-by-all")]
    private static partial void LogKeyForAll(ILogger logger, string file);
}
