using System.Net;
using Relay.Core.Delivery;
using Relay.Core.Routing;
using Relay.Sdk.Events;
using Relay.Sdk.Replies;
using Relay.Sdk.Spool;

namespace Relay.Core.Scheduling.Connections;

/// <summary>The one connection that a worker has at a time.</summary>
internal sealed class WorkerConnection(RouteResolver resolver, IMailTransport transport, HostMemory hosts, LocalShortage shortage,
    ConnectionSlot slot)
{
    // A route may have dozens of addresses; a domain whose hosts all decline is not asked for longer than this at a time.
    private const int MaxHostsLeft = 5;

    private readonly List<IPEndPoint> hostsLeft = [];
    private NoConnection? lastLeft;
    private RouteTarget? target;
    private int sent;

    /// <summary>The hosts that could not be used since <see cref="BeginGroup"/>, in order; null when there are none.</summary>
    public List<HostFailure>? Failures { get; private set; }

    public IOutboundSession? Session { get; private set; }

    /// <summary>Whether the next message can go out on the open connection.</summary>
    public bool IsConnected =>
        Session is { IsReusable: true } && (target!.Transport.MaxMessagesPerConnection == 0 || sent < target.Transport.MaxMessagesPerConnection);

    /// <summary>Forgets the hosts that were left: they may be asked again.</summary>
    public void BeginGroup()
    {
        hostsLeft.Clear();
        lastLeft = null;
        Failures = null;
    }

    /// <summary>Sees to it that there is a connection for the target: the open connection, or a new connection.</summary>
    /// <param name="wanted">Where to.</param>
    /// <param name="requireTls">Whether it has to keep REQUIRETLS.</param>
    /// <param name="attemptId">For log and events.</param>
    /// <param name="message">The message of the attempt.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Null when there is; otherwise why not.</returns>
    /// <exception cref="OperationCanceledException">The token fired.</exception>
    public async ValueTask<NoConnection?> ReadyAsync(RouteTarget wanted, bool requireTls, string attemptId, QueuedMessage message,
        CancellationToken cancellationToken)
    {
        if (IsConnected && target!.SharesConnectionsWith(wanted) && !(requireTls && Session!.RequireTlsRefusal is not null))
            return null;
        await CloseAsync();
        NoConnection? refusal = await ConnectAsync(wanted, requireTls, attemptId, message, cancellationToken);

        // A host that was left may take the message later: nothing is refused for good, nor for another reason, after it.
        return refusal is null ? null : lastLeft ?? refusal;
    }

    /// <summary>Closes, and leaves the host out until <see cref="BeginGroup"/>.</summary>
    /// <param name="reply">What it said, 4xx: the reply that counts when there is no other host.</param>
    /// <param name="trouble">Whether it was its reply, or something else.</param>
    /// <param name="outcome">Of the transaction. Where the host gave the connection up, other messages had better try others first.</param>
    public async ValueTask LeaveHostAsync(SmtpReply reply, DeliveryTrouble trouble, TransactionOutcome outcome)
    {
        HostFacts host = Session!.Host;
        hostsLeft.Add(host.EndPoint);
        lastLeft = new NoConnection(reply, host) { Trouble = trouble, OsError = outcome.OsError };
        (Failures ??= []).Add(new HostFailure(host, reply, trouble) { OsError = outcome.OsError, Tls = Session.Tls });
        if (outcome.ConnectionEnded)
            hosts.Failed(host.EndPoint);
        await CloseAsync();
    }

    private async ValueTask<NoConnection?> ConnectAsync(RouteTarget wanted, bool requireTls, string attemptId, QueuedMessage message,
        CancellationToken cancellationToken)
    {
        if (hostsLeft.Count >= MaxHostsLeft)
            return lastLeft;
        RouteOutcome? found = wanted.NeedsDns
            ? await slot.LookUpAsync(() => resolver.ResolveAsync(wanted, cancellationToken), cancellationToken)
            : await resolver.ResolveAsync(wanted, cancellationToken);
        if (found is null)
            return NoConnection.NoLookup;
        if (found is RouteOutcome.Deferred deferred)
            return new NoConnection(deferred.Reply, null);
        if (found is RouteOutcome.Failed failed)
            return new NoConnection(failed.Reply, null);
        ResolvedRoute route = hosts.Arrange(WithoutLeft(((RouteOutcome.Resolved)found).Route)) with { RequireTls = requireTls };
        if (route.Hosts.Count == 0)
            return lastLeft;
        var purpose = new ConnectionPurpose(attemptId) { MessageId = message.Id, ReversePath = message.ReversePath };
        ConnectOutcome outcome = await transport.ConnectAsync(route, purpose, cancellationToken);
        if (outcome.Failures.Count > 0)
            (Failures ??= []).AddRange(outcome.Failures);
        if (outcome is ConnectOutcome.NoResources none)
        {
            shortage.Note(none.Reply);
            return new NoConnection(none.Reply, null, NoConnectionKind.NoResources);
        }

        if (outcome is ConnectOutcome.Unreachable unreachable)
        {
            HostFailure? last = outcome.Failures.Count > 0 ? outcome.Failures[^1] : null;
            NoConnectionKind kind = outcome.Failures.Any(static failure => failure.ByPlugin) ? NoConnectionKind.Plugin : NoConnectionKind.Hosts;
            return new NoConnection(unreachable.Reply, unreachable.Host, kind)
            {
                Trouble = last?.Trouble
                    ?? DeliveryTrouble.Policy,
                OsError = last?.OsError
            };
        }

        Session = ((ConnectOutcome.Connected)outcome).Session;
        (target, sent) = (wanted, 0);
        if (!requireTls)
            hosts.Connected(route, Session.Host, outcome.Failures);
        return null;
    }

    /// <summary>Sends one transaction on the open connection.</summary>
    public ValueTask<TransactionOutcome> SendAsync(OutboundMessage message, CancellationToken cancellationToken)
    {
        sent++;
        return Session!.SendAsync(message, cancellationToken);
    }

    /// <summary>Closes without QUIT, when the state of the connection is not known.</summary>
    public async ValueTask AbandonAsync()
    {
        if (Session is not { } session)
            return;
        Session = null;
        await session.DisposeAsync();
    }

    /// <summary>Takes leave when the peer still listens, and closes.</summary>
    public async ValueTask CloseAsync()
    {
        if (Session is not { } session)
            return;
        Session = null;
        try
        {
            await session.QuitAsync();
        }
        finally
        {
            await session.DisposeAsync();
        }
    }

    private ResolvedRoute WithoutLeft(ResolvedRoute route)
    {
        if (hostsLeft.Count == 0)
            return route;
        var rest = new List<RouteHost>(route.Hosts.Count);
        foreach (RouteHost host in route.Hosts)
        {
            List<IPAddress> addresses = [.. host.Addresses];
            addresses.RemoveAll(address => hostsLeft.Contains(new IPEndPoint(address, host.Port)));
            if (addresses.Count > 0)
                rest.Add(host with { Addresses = addresses });
        }

        return route with { Hosts = rest };
    }
}
