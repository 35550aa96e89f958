using System.Collections.Concurrent;
using System.Net;
using Relay.Core.Delivery;
using Relay.Core.Routing;
using Relay.Core.Scheduling.Timing;
using Relay.Sdk.Events;

namespace Relay.Core.Scheduling.Connections;

/// <summary>Remembers for a while which addresses did not answer, so that other messages try the good ones first.</summary>
/// <remarks>It only changes the order: a remembered address is still tried when no other answers.</remarks>
internal sealed class HostMemory(SteadyClock clock)
{
    private const int Limit = 10_000;
    private static readonly TimeSpan Lasting = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<IPEndPoint, Instant> failed = new();

    /// <summary>The route with the hosts and addresses that failed lately behind the others.</summary>
    public ResolvedRoute Arrange(ResolvedRoute route)
    {
        if (failed.IsEmpty)
            return route;
        Instant now = clock.Now;
        var good = new List<RouteHost>(route.Hosts.Count);
        var bad = new List<RouteHost>();
        foreach (RouteHost host in route.Hosts)
        {
            List<IPAddress> later = [.. host.Addresses.Where(address => IsFailed(new IPEndPoint(address, host.Port), now))];
            if (later.Count == 0)
                good.Add(host);
            else if (later.Count == host.Addresses.Count)
                bad.Add(host);
            else
                good.Add(host with { Addresses = [.. host.Addresses.Except(later), .. later] });
        }

        return route with { Hosts = [.. good, .. bad] };
    }

    /// <summary>Notes which host of a route was reached: those before it were not, except the hosts that a plugin left out.</summary>
    public void Connected(ResolvedRoute route, HostFacts reached, IReadOnlyList<HostFailure> failures)
    {
        if (!failed.IsEmpty)
            failed.TryRemove(reached.EndPoint, out _);
        foreach (RouteHost host in route.Hosts)
        {
            foreach (IPAddress address in host.Addresses)
            {
                var point = new IPEndPoint(address, host.Port);
                if (point.Equals(reached.EndPoint))
                    return;
                if (!IsLeftOut(host, failures))
                    Failed(point);
            }
        }
    }

    /// <summary>Notes that an address gave up the connection, or did not answer.</summary>
    public void Failed(IPEndPoint point)
    {
        Instant now = clock.Now;
        if (failed.Count >= Limit)
        {
            foreach ((IPEndPoint old, Instant until) in failed)
            {
                if (until <= now)
                    failed.TryRemove(old, out _);
            }

            if (failed.Count >= Limit)
                return;
        }

        failed[point] = now + Lasting;
    }

    private static bool IsLeftOut(RouteHost host, IReadOnlyList<HostFailure> failures)
    {
        foreach (HostFailure failure in failures)
        {
            if (failure.ByPlugin && failure.Host.EndPoint.Port == host.Port && host.Addresses.Contains(failure.Host.EndPoint.Address))
                return true;
        }

        return false;
    }

    private bool IsFailed(IPEndPoint point, Instant now)
    {
        if (!failed.TryGetValue(point, out Instant until))
            return false;
        if (until > now)
            return true;
        failed.TryRemove(point, out _);
        return false;
    }
}
