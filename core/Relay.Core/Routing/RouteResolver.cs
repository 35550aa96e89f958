using Relay.Sdk.Dns;
using Relay.Sdk.Routing;

namespace Relay.Core.Routing;

/// <summary>Turns a target into hosts with addresses. Keeps nothing: the resolver below has the cache, with the right lifetimes.</summary>
public sealed class RouteResolver
{
    /// <summary>Hosts that one attempt may use.</summary>
    public const int MaxHosts = 8;

    // RFC 5321 §5.1 wants at least two addresses tried; a domain with hundreds of exchangers shall not cost hundreds of lookups.
    private const int MaxNames = 32;

    private readonly HostLookup hosts;
    private readonly ExchangerLookup exchangers;
    private readonly OwnHost own;

    /// <param name="dns">Answers the questions.</param>
    /// <param name="own">Who this relay is.</param>
    /// <param name="random">Orders exchangers of equal preference.</param>
    /// <param name="exchangerPort">The port of mail exchangers: 25, but for tests.</param>
    public RouteResolver(IDnsResolver dns, OwnHost own, Random random, int exchangerPort = NextHopText.DefaultPort)
    {
        hosts = new HostLookup(dns);
        exchangers = new ExchangerLookup(dns, random, exchangerPort);
        this.own = own;
    }

    /// <summary>Looks up the hosts and their addresses.</summary>
    public async ValueTask<RouteOutcome> ResolveAsync(RouteTarget target, CancellationToken cancellationToken)
    {
        IReadOnlyList<HostName> names;
        if (target.NextHops.Count > 0)
        {
            names = Configured(target.NextHops);
        }
        else
        {
            ExchangerLookup.Found found = await exchangers.FindAsync(target.Domain, cancellationToken);
            if (found.Outcome is not null)
                return found.Outcome;
            names = found.Names;
        }

        return await WithAddressesAsync(target, names, cancellationToken);
    }

    private static HostName[] Configured(IReadOnlyList<NextHop> hops)
    {
        var names = new HostName[hops.Count];
        for (int i = 0; i < names.Length; i++)
            names[i] = new HostName(hops[i].Host, hops[i].Port, null, null);
        return names;
    }

    private async ValueTask<RouteOutcome> WithAddressesAsync(RouteTarget target, IReadOnlyList<HostName> names, CancellationToken cancellationToken)
    {
        var found = new List<RouteHost>();
        string? problem = null;
        bool nameError = false;
        for (int start = 0; start < Math.Min(names.Count, MaxNames) && found.Count == 0; start += MaxHosts)
        {
            HostLookup.Found[] batch = await FindAllAsync(target, names, start, cancellationToken);
            foreach (HostLookup.Found host in batch)
            {
                problem ??= host.Problem;
                nameError |= host.NameError;
                if (host.Host is not null)
                    found.Add(host.Host);
            }

            // Exchangers as good as or better than ourselves would only send the mail back (RFC 5321 §5.1).
            if (target.NextHops.Count == 0 && DropFromOwnOnwards(names, found))
                return found.Count > 0 ? Resolved(target, found) : new RouteOutcome.Failed(RouteReplies.OwnAddress(target.Domain.Value));
        }

        if (found.Count > 0)
            return Resolved(target, found);
        if (problem is not null)
            return new RouteOutcome.Deferred(RouteReplies.DnsFailure(target.Domain.Value, problem));
        return new RouteOutcome.Failed(nameError && IsImplicit(target, names) ? RouteReplies.NoSuchDomain(target.Domain.Value) : RouteReplies.NoAddress(target.Domain.Value));
    }

    private async ValueTask<HostLookup.Found[]> FindAllAsync(RouteTarget target, IReadOnlyList<HostName> names, int start, CancellationToken cancellationToken)
    {
        int count = Math.Min(MaxHosts, Math.Min(names.Count, MaxNames) - start);
        if (count == 1)
            return [await hosts.FindAsync(names[start], target.Transport.Addresses, cancellationToken)];
        var asked = new Task<HostLookup.Found>[count];
        for (int i = 0; i < count; i++)
            asked[i] = hosts.FindAsync(names[start + i], target.Transport.Addresses, cancellationToken).AsTask();
        return await Task.WhenAll(asked);
    }

    /// <summary>Removes the hosts that are no better than this relay; true when this relay is among the exchangers.</summary>
    private bool DropFromOwnOnwards(IReadOnlyList<HostName> names, List<RouteHost> found)
    {
        int? best = null;
        foreach (HostName name in names)
        {
            if (own.IsOwnName(name.Name))
                best = Math.Min(best ?? int.MaxValue, name.Preference ?? 0);
        }

        foreach (RouteHost host in found)
        {
            foreach (System.Net.IPAddress address in host.Addresses)
            {
                if (own.Listens(address, host.Port))
                    best = Math.Min(best ?? int.MaxValue, host.Preference ?? 0);
            }
        }

        if (best is null)
            return false;
        found.RemoveAll(host => (host.Preference ?? 0) >= best);
        return true;
    }

    private static bool IsImplicit(RouteTarget target, IReadOnlyList<HostName> names) =>
        target.NextHops.Count == 0 && names.Count == 1 && names[0].Preference is null;

    private static RouteOutcome.Resolved Resolved(RouteTarget target, List<RouteHost> found) => new(new ResolvedRoute
    {
        Destination = target.Destination,
        Domain = target.Domain,
        Hosts = found,
        TransportName = target.TransportName,
        Transport = target.Transport,
    });
}
