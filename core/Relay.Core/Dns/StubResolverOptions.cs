using System.Net;

namespace Relay.Core.Dns;

/// <summary>What the stub needs to know.</summary>
public sealed record StubResolverOptions
{
    /// <summary>Asked in this order; at least one.</summary>
    public required IReadOnlyList<IPEndPoint> Servers { get; init; }

    public AuthenticDataTrust TrustAd { get; init; } = AuthenticDataTrust.Loopback;

    /// <summary>From sending a query to one server until it counts as silent, the TCP repetition included.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Rounds over the servers that stayed silent; 1 or more.</summary>
    public int Attempts { get; init; } = 2;

    /// <summary>Most answers kept; 0 keeps none.</summary>
    public int CacheEntries { get; init; } = 50_000;
}
