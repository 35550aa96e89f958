using System.Net;
using Microsoft.Extensions.Logging;
using Relay.Core.Dns;
using Relay.Core.Settings;

namespace Relay.Host.Composition;

/// <summary>Makes the resolver of the settings.</summary>
internal static class Resolvers
{
    /// <remarks>Servers that are not addresses are left out: the settings' rules have reported them.</remarks>
    public static StubResolver From(DnsSettings settings, TimeProvider time, ILoggerFactory loggers)
    {
        IPEndPoint[] servers = [.. settings.Servers.Select(text => ResolvConf.TryParseServer(text, out IPEndPoint? server) ? server : null)
            .OfType<IPEndPoint>()];
        var options = new StubResolverOptions
        {
            Servers = servers.Length > 0 ? servers : ResolvConf.Read(),
            TrustAd = settings.TrustAd switch
            {
                TrustAd.Listed => AuthenticDataTrust.Listed,
                TrustAd.None => AuthenticDataTrust.None,
                _ => AuthenticDataTrust.Loopback,
            },
            Timeout = settings.Timeout,
            Attempts = settings.Attempts,
            CacheEntries = settings.CacheEntries,
        };
        return new StubResolver(options, time, loggers.CreateLogger<StubResolver>());
    }
}
