using System.Net;

namespace Relay.Core.Dns.Exchange;

/// <summary>The servers, and which of them stayed silent lately: those are asked last, so that a dead one costs a time-out once, not each
/// time.</summary>
internal sealed class ResolverServers(IReadOnlyList<IPEndPoint> servers, AuthenticDataTrust trust, TimeProvider time)
{
    private static readonly TimeSpan Penance = TimeSpan.FromSeconds(30);

    private readonly long[] silentSince = new long[servers.Count];
    private readonly bool[] trusted = [.. servers.Select(server => IsTrusted(server, trust))];

    public int Count => servers.Count;

    public IPEndPoint this[int server] => servers[server];

    /// <summary>Whether the AD bit of this server is believed.</summary>
    public bool Trusts(int server) => trusted[server];

    /// <summary>All servers, those that answer first.</summary>
    public int[] InOrder()
    {
        int[] order = new int[servers.Count];
        int next = 0;
        for (int i = 0; i < order.Length; i++)
        {
            if (!IsSilent(i))
                order[next++] = i;
        }

        for (int i = 0; i < order.Length && next < order.Length; i++)
        {
            if (Array.IndexOf(order, i, 0, next) < 0)
                order[next++] = i;
        }

        return order;
    }

    public void Answered(int server) => Volatile.Write(ref silentSince[server], 0);

    public void StayedSilent(int server) => Volatile.Write(ref silentSince[server], Math.Max(1, time.GetTimestamp()));

    private bool IsSilent(int server)
    {
        long since = Volatile.Read(ref silentSince[server]);
        return since != 0 && time.GetElapsedTime(since) < Penance;
    }

    private static bool IsTrusted(IPEndPoint server, AuthenticDataTrust trust) => trust switch
    {
        AuthenticDataTrust.Listed => true,
        AuthenticDataTrust.Loopback => IPAddress.IsLoopback(server.Address.IsIPv4MappedToIPv6 ? server.Address.MapToIPv4() : server.Address),
        _ => false,
    };
}
