using Relay.Core.Settings;
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
    /// <param name="own">This relay's own name and addresses.</param>
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
        bool configured = target.NextHops.Count > 0;
        var loop = new LoopCheck(own, !configured, names);
        string? problem = null;
        string? leftOut = null;
        bool nameError = false;
        for (int start = 0; start < Math.Min(names.Count, MaxNames) && found.Count == 0; start += MaxHosts)
        {
            HostLookup.Found[] batch = await FindAllAsync(target, names, start, cancellationToken);
            foreach (HostLookup.Found answer in batch)
            {
                if (answer.Host is not null)
                    loop.Note(answer.Host);
            }

            for (int i = 0; i < batch.Length; i++)
            {
                if (loop.LeavesOut(names[start + i], batch[i].Host))
                    continue;
                problem ??= batch[i].Problem;
                nameError |= batch[i].NameError;
                if (batch[i].LeftOut is { } address)
                    leftOut ??= $"{names[start + i].Name} has {address}";
                if (batch[i].Host is { } host)
                    found.Add(host);
            }
        }

        if (found.Count > 0)
            return Resolved(target, found);
        string domain = target.Domain.Value;
        if (problem is not null)
            return new RouteOutcome.Deferred(RouteReplies.DnsFailure(configured ? RouteReplies.NextHop(target) : domain, problem));

        // What the administrator or a router named is theirs to mend; senders are not told that there is no such domain.
        if (configured)
            return new RouteOutcome.Deferred(loop.FoundOwn ? RouteReplies.OwnAddressNow(target)
                : RouteReplies.NoAddressNow(target, nameError, leftOut));
        if (loop.FoundOwn)
            return new RouteOutcome.Failed(RouteReplies.OwnAddress(domain));
        return new RouteOutcome.Failed(nameError && IsImplicit(names) ? RouteReplies.NoSuchDomain(domain) : RouteReplies.NoAddress(domain, leftOut));
    }

    private async ValueTask<HostLookup.Found[]> FindAllAsync(RouteTarget target, IReadOnlyList<HostName> names, int start,
        CancellationToken cancellationToken)
    {
        // What the DNS says of other people's domains must not lead to services of this machine; what the administrator named may.
        bool localToo = target.NextHops.Count > 0 || target.Transport.LocalExchangers;
        AddressFamilies families = target.Transport.Addresses;
        int count = Math.Min(MaxHosts, Math.Min(names.Count, MaxNames) - start);
        if (count == 1)
            return [await hosts.FindAsync(names[start], families, localToo, cancellationToken)];
        var asked = new Task<HostLookup.Found>[count];
        for (int i = 0; i < count; i++)
            asked[i] = hosts.FindAsync(names[start + i], families, localToo, cancellationToken).AsTask();
        return await Task.WhenAll(asked);
    }

    private static bool IsImplicit(IReadOnlyList<HostName> names) => names.Count == 1 && names[0].Preference is null;

    private static RouteOutcome.Resolved Resolved(RouteTarget target, List<RouteHost> found) => new(new ResolvedRoute
    {
        Destination = target.Destination,
        Domain = target.Domain,
        Hosts = found,
        Router = target.Router,
        TransportName = target.TransportName,
        Transport = target.Transport,
    });
}
