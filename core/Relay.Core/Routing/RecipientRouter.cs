using Relay.Core.Handlers;
using Relay.Core.Handlers.Answering;
using Relay.Core.Settings;
using Relay.Sdk.Mail;
using Relay.Sdk.Routing;

namespace Relay.Core.Routing;

/// <summary>Chooses a recipient's target: asks the routers of plugins, then the routes table.</summary>
public sealed class RecipientRouter(RouteTable routes, IHandlers handlers)
{
    private volatile RouteTable table = routes;

    /// <summary>Takes over a new table. What is queued for a destination that it does not name moves at the next attempt.</summary>
    public void Apply(RouteTable next) => table = next;

    /// <summary>The scheduling key at acceptance: by the table alone. Routers are asked at each attempt.</summary>
    public ValueTask<string> DestinationOfAsync(MailDomain domain, CancellationToken cancellationToken) =>
        table.DestinationOfAsync(domain, cancellationToken);

    /// <summary>The transport that a destination is reached by; null when the settings have it no more.</summary>
    public TransportSettings? TransportOf(string destination) =>
        table.TryGetTransport(DestinationName.TransportOf(destination), out TransportSettings? transport) ? transport : null;

    /// <summary>Whether a plugin routes, so that the table alone does not tell.</summary>
    public bool HasRouters => handlers.Routers.Count > 0;

    /// <summary>Whether a list of the table may have to look something up.</summary>
    public bool NeedsLookups => table.NeedsLookups;

    /// <summary>The target by the table alone.</summary>
    public ValueTask<TargetOutcome> FromTableAsync(Mailbox recipient, CancellationToken cancellationToken) =>
        table.FindAsync(recipient.Domain, cancellationToken);

    /// <summary>The target now.</summary>
    public async ValueTask<TargetOutcome> FindAsync(Mailbox recipient, ReversePath reversePath, CancellationToken cancellationToken)
    {
        if (!HasRouters)
            return await FromTableAsync(recipient, cancellationToken);
        using HandlerLease lease = handlers.Lease();
        var query = new RouteQuery(recipient, reversePath);
        foreach (IRouter router in lease.Handlers.Routers)
        {
            RouteAnswer answer = await router.RouteAsync(query, cancellationToken);
            if (answer is RouteAnswer.Pass)
                continue;
            TargetOutcome found = await ReadAsync(answer, cancellationToken);
            return found.Target is { } target && router is GuardedRouter guarded ? new TargetOutcome(target with { Router = guarded.Name }) : found;
        }

        return await FromTableAsync(recipient, cancellationToken);
    }

    private async ValueTask<TargetOutcome> ReadAsync(RouteAnswer answer, CancellationToken cancellationToken) => answer switch
    {
        RouteAnswer.MailExchangers mx => await ExchangersAsync(mx, cancellationToken),
        RouteAnswer.Hosts hosts => Hosts(hosts),
        RouteAnswer.Undeliverable never => new TargetOutcome(never.Reply.IsPermanent
            ? new RouteOutcome.Failed(never.Reply)
            : new RouteOutcome.Deferred(RouteReplies.RouterUnavailable(never.Reply.ToString()))),
        RouteAnswer.Unavailable unavailable => Deferred(RouteReplies.RouterUnavailable(unavailable.Reason)),
        _ => Deferred(RouteReplies.RouterUnavailable("a router gave an unknown answer")),
    };

    private async ValueTask<TargetOutcome> ExchangersAsync(RouteAnswer.MailExchangers mx, CancellationToken cancellationToken)
    {
        // The table's own target is shared, so that connections are too.
        if ((await table.FindAsync(mx.Domain, cancellationToken)).Target is { NextHops.Count: 0 } known && known.TransportName == mx.Transport)
            return new TargetOutcome(known);
        return table.TryGetTransport(mx.Transport, out TransportSettings? transport)
            ? new TargetOutcome(new RouteTarget
            {
                Destination = DestinationName.Of(mx.Domain.Value, mx.Transport),
                Domain = mx.Domain,
                TransportName = mx.Transport,
                Transport = transport
            })
            : Deferred(RouteReplies.NoSuchTransport(mx.Transport));
    }

    private TargetOutcome Hosts(RouteAnswer.Hosts hosts)
    {
        if (!table.TryGetTransport(hosts.Transport, out TransportSettings? transport))
            return Deferred(RouteReplies.NoSuchTransport(hosts.Transport));
        RouteTarget? target = RouteTable.TargetOf(hosts.NextHops, hosts.Transport, transport);
        return target is null ? Deferred(RouteReplies.RouterUnavailable("a router named no host, or a host name that is not valid"))
            : new TargetOutcome(target);
    }

    private static TargetOutcome Deferred(Sdk.Replies.SmtpReply reply) => new(new RouteOutcome.Deferred(reply));
}
