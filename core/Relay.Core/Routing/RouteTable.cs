using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Relay.Core.Settings;
using Relay.Core.Settings.Binding;
using Relay.Sdk.Lists;
using Relay.Sdk.Mail;
using Relay.Sdk.Routing;

namespace Relay.Core.Routing;

/// <summary>The <c>routes</c> of the settings, read once: finds the target of a recipient's domain. Immutable but for its cache.</summary>
public sealed class RouteTable
{
    private const int CacheLimit = 50_000;
    private readonly RouteRow[] rows;
    private readonly IReadOnlyDictionary<string, TransportSettings> transports;
    private readonly ConcurrentDictionary<MailDomain, RouteTarget> cache = new();
    private int cached;

    private RouteTable(RouteRow[] rows, IReadOnlyDictionary<string, TransportSettings> transports)
    {
        (this.rows, this.transports) = (rows, transports);
        NeedsLookups = Array.Exists(rows, static row => !row.Domains.IsConstant);
    }

    /// <summary>Reads the table.</summary>
    /// <param name="settings">Routes and transports.</param>
    /// <param name="problems">Gets one line for each mistake, with its path as in <c>routes[0].via</c>.</param>
    /// <returns>Null when there are problems.</returns>
    public static RouteTable? Read(RelaySettings settings, ICollection<string> problems)
    {
        int before = problems.Count;
        Dictionary<string, TransportSettings> transports = new(settings.Transports, StringComparer.Ordinal);
        transports.TryAdd(RelaySettings.DefaultTransport, new TransportSettings());
        var rows = new List<RouteRow>();
        for (int i = 0; i < settings.Routes.Count; i++)
        {
            if (ReadRow(settings.Routes[i], $"routes[{i}]", transports, problems) is { } row)
                rows.Add(row);
        }

        return problems.Count == before ? new RouteTable([.. rows], transports) : null;
    }

    /// <summary>Whether the list of a route may have to look something up, so that an answer may have to be waited for.</summary>
    public bool NeedsLookups { get; }

    /// <summary>Finds the target of a recipient's domain: that of the first route that lists it.</summary>
    /// <returns>Failed when no route does; deferred when the list of a route has no answer now. It completes at once unless a list has to look
    /// something up.</returns>
    /// <exception cref="OperationCanceledException">The token fired while a list looked something up.</exception>
    public ValueTask<TargetOutcome> FindAsync(MailDomain domain, CancellationToken cancellationToken) =>
        cache.TryGetValue(domain, out RouteTarget? target) ? new(new TargetOutcome(target)) : SearchAsync(domain, cancellationToken);

    /// <summary>The scheduling key of a recipient; the domain itself when no route lists it, or none can be found now (the attempt will
    /// tell).</summary>
    public async ValueTask<string> DestinationOfAsync(MailDomain domain, CancellationToken cancellationToken) =>
        (await FindAsync(domain, cancellationToken)).Target?.Destination ?? domain.Value;

    /// <summary>Finds a transport by its name.</summary>
    public bool TryGetTransport(string name, [NotNullWhen(true)] out TransportSettings? transport) => transports.TryGetValue(name, out transport);

    /// <summary>Whether a route's <c>via</c> stands for the mail exchangers of each domain.</summary>
    public static bool IsExchangers(string via) => via.AsSpan().Trim().Equals("mx", StringComparison.OrdinalIgnoreCase);

    private static RouteRow? ReadRow(
        RouteSettings route, string path, Dictionary<string, TransportSettings> transports, ICollection<string> problems)
    {
        int before = problems.Count;
        if (!transports.TryGetValue(route.Transport, out TransportSettings? transport))
            problems.Add(
                $"{path}.transport: there is no transport " +
                $"'{route.Transport}'{NearestName.Hint(route.Transport, [.. transports.Keys.Order(StringComparer.Ordinal)])}");
        IReadOnlyList<NextHop> hops = [];
        bool exchangers = IsExchangers(route.Via);
        if (!exchangers && !NextHopText.TryParse(route.Via.Trim(), out hops, out string? problem))
            problems.Add($"{path}.via: {problem}");
        if (problems.Count > before)
            return null;
        if (exchangers)
            return new RouteRow(route.Domains, hosts: null, route.Transport, transport!);
        if (TargetOf(hops, route.Transport, transport!, $"{path}.via") is { } target)
            return new RouteRow(route.Domains, target, route.Transport, transport!);
        problems.Add($"{path}.via: '{route.Via}' names no host");
        return null;
    }

    /// <summary>The target for hosts that are configured, or named by a router; null when there are no hosts, or when a name is not valid.</summary>
    internal static RouteTarget? TargetOf(IReadOnlyList<NextHop> hops, string transportName, TransportSettings transport, string? setting = null)
    {
        var normal = new NextHop[hops.Count];
        MailDomain first = default;
        for (int i = 0; i < normal.Length; i++)
        {
            if (!NextHopText.TryNormalize(hops[i], out NextHop? hop, out MailDomain domain))
                return null;
            normal[i] = hop;
            if (i == 0)
                first = domain;
        }

        return normal.Length == 0 ? null : new RouteTarget
        {
            Destination = DestinationName.Of(NextHopText.Canonical(normal), transportName),
            Domain = first,
            NextHops = normal,
            Setting = setting,
            TransportName = transportName,
            Transport = transport,
        };
    }

    private async ValueTask<TargetOutcome> SearchAsync(MailDomain domain, CancellationToken cancellationToken)
    {
        bool mayBeKept = true;
        for (int i = 0; i < rows.Length; i++)
        {
            RouteRow row = rows[i];

            // What a lookup says may change; only the answers of constant lists are kept.
            mayBeKept &= row.Domains.IsConstant;
            switch (await row.Domains.MatchAsync(domain, cancellationToken))
            {
                case Membership.Unavailable unknown:
                    return new TargetOutcome(new RouteOutcome.Deferred(RouteReplies.ListUnavailable(i, unknown.Reason)));
                case Membership.Yes:
                    RouteTarget target = row.TargetOf(domain);
                    if (mayBeKept)
                        Remember(domain, target);
                    return new TargetOutcome(target);
            }
        }

        return new TargetOutcome(new RouteOutcome.Failed(RouteReplies.NoRoute(domain.Value)));
    }

    // Bounded by starting afresh: the entries cost little to make, and a relay seldom sees so many domains in one go.
    private void Remember(MailDomain domain, RouteTarget target)
    {
        if (Interlocked.Increment(ref cached) > CacheLimit)
        {
            cache.Clear();
            Volatile.Write(ref cached, 1);
        }

        cache[domain] = target;
    }
}
