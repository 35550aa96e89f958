using System.Security.Cryptography.X509Certificates;

namespace Relay.Core.Sessions.Connections;

/// <summary>When a certificate is so near its end that a renewal is late.</summary>
public static class CertificateExpiry
{
    // Renewals come with a third of the life left, so a fifth is late; of a long life two weeks are.
    private const int LateShare = 5;
    private static readonly TimeSpan Late = TimeSpan.FromDays(14);

    /// <summary>Whether it is still valid, but should have been renewed.</summary>
    public static bool IsNear(X509Certificate2 certificate, DateTimeOffset now)
    {
        TimeSpan share = (certificate.NotAfter - certificate.NotBefore) / LateShare;
        TimeSpan left = certificate.NotAfter.ToUniversalTime() - now.UtcDateTime;
        return left > TimeSpan.Zero && left < (share < Late ? share : Late);
    }
}
