using System.Net;
using Relay.Core.Delivery;
using Relay.Core.Routing;
using Relay.Core.Scheduling.Outcomes;
using Relay.Sdk.Events;
using Relay.Sdk.Replies;

namespace Relay.Core.Scheduling.Connections;

/// <summary>The one connection that a worker has at a time.</summary>
internal sealed class WorkerConnection(RouteResolver resolver, IMailTransport transport, HostMemory hosts)
{
    // A route may have dozens of addresses; a domain whose hosts all decline is not asked for longer than this at a time.
    private const int MostLeft = 5;

    private readonly List<IPEndPoint> hostsLeft = [];
    private Refusal? lastLeft;
    private RouteTarget? target;
    private int sent;

    /// <summary>Why there is no connection.</summary>
    /// <param name="Reply">4xx or 5xx.</param>
    /// <param name="Host">The last host tried.</param>
    internal sealed record Refusal(SmtpReply Reply, HostFacts? Host)
    {
        /// <summary>The kind of trouble.</summary>
        public DeliveryTrouble Trouble { get; init; } = DeliveryTrouble.Dns;

        /// <summary>The operating system's error number; null when it gave none.</summary>
        public int? OsError { get; init; }
    }

    /// <summary>What has gone wrong since <see cref="BeginGroup"/>; null when nothing has.</summary>
    public AttemptTrail? Trail { get; private set; }

    public IOutboundSession? Session { get; private set; }

    /// <summary>Whether the next message can go out on the open connection.</summary>
    public bool IsConnected => Session is { IsReusable: true } && (target!.Transport.MaxMessagesPerConnection == 0 || sent < target.Transport.MaxMessagesPerConnection);

    /// <summary>Forgets the hosts that were left: they may be asked again.</summary>
    public void BeginGroup()
    {
        hostsLeft.Clear();
        lastLeft = null;
        Trail = null;
    }

    /// <summary>Notes a reply of 4xx to RCPT.</summary>
    public void NoteRecipient(int recipient, SmtpReply reply, AttemptLeg leg) => (Trail ??= new AttemptTrail()).Recipients.Add((recipient, reply, leg));

    /// <summary>Sees to it that there is a connection for the target: the open one, or a new one.</summary>
    /// <param name="wanted">Where to.</param>
    /// <param name="requireTls">Whether it has to keep REQUIRETLS.</param>
    /// <param name="attemptId">For the log.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Null when there is; otherwise why not.</returns>
    /// <exception cref="OperationCanceledException">The token fired.</exception>
    public async ValueTask<Refusal?> ReadyAsync(RouteTarget wanted, bool requireTls, string attemptId, CancellationToken cancellationToken)
    {
        if (IsConnected && target!.SharesConnectionsWith(wanted) && !(requireTls && Session!.RequireTlsRefusal is not null))
            return null;
        await CloseAsync();
        Refusal? refusal = await ConnectAsync(wanted, requireTls, attemptId, cancellationToken);

        // Nothing is refused for good, nor for another reason, after a host that might take it later.
        return refusal is null ? null : lastLeft ?? refusal;
    }

    /// <summary>Closes, and leaves the host out until <see cref="BeginGroup"/>.</summary>
    /// <param name="reply">What it said, 4xx: the reply that counts when there is no other host.</param>
    /// <param name="broken">Whether it gave the connection up, so that other messages had better try others first.</param>
    public async ValueTask LeaveHostAsync(SmtpReply reply, bool broken)
    {
        HostFacts host = Session!.Host;
        hostsLeft.Add(host.EndPoint);
        DeliveryTrouble trouble = broken ? DeliveryTrouble.Reset : DeliveryTrouble.Reply;
        lastLeft = new Refusal(reply, host) { Trouble = trouble };
        (Trail ??= new AttemptTrail()).Hosts.Add(new HostFailure(host, reply, trouble) { Tls = Session.Tls });
        if (broken)
            hosts.Failed(host.EndPoint);
        await CloseAsync();
    }

    private async ValueTask<Refusal?> ConnectAsync(RouteTarget wanted, bool requireTls, string attemptId, CancellationToken cancellationToken)
    {
        if (hostsLeft.Count >= MostLeft)
            return lastLeft;
        RouteOutcome found = await resolver.ResolveAsync(wanted, cancellationToken);
        if (found is RouteOutcome.Deferred deferred)
            return new Refusal(deferred.Reply, null);
        if (found is RouteOutcome.Failed failed)
            return new Refusal(failed.Reply, null);
        ResolvedRoute route = hosts.Arrange(WithoutLeft(((RouteOutcome.Resolved)found).Route)) with { RequireTls = requireTls };
        if (route.Hosts.Count == 0)
            return lastLeft;
        ConnectOutcome outcome = await transport.ConnectAsync(route, attemptId, cancellationToken);
        if (outcome.Failures.Count > 0)
            (Trail ??= new AttemptTrail()).Hosts.AddRange(outcome.Failures);
        if (outcome is ConnectOutcome.Unreachable unreachable)
        {
            HostFailure? last = outcome.Failures.Count > 0 ? outcome.Failures[^1] : null;
            return new Refusal(unreachable.Reply, unreachable.Host) { Trouble = last?.Trouble ?? DeliveryTrouble.Policy, OsError = last?.OsError };
        }

        Session = ((ConnectOutcome.Connected)outcome).Session;
        (target, sent) = (wanted, 0);
        if (!requireTls)
            hosts.Connected(route, Session.Host);
        return null;
    }

    /// <summary>Sends one transaction on the open connection.</summary>
    public ValueTask<TransactionOutcome> SendAsync(OutboundMessage message, CancellationToken cancellationToken)
    {
        sent++;
        return Session!.SendAsync(message, cancellationToken);
    }

    /// <summary>Closes without a word, when nobody knows in which state the connection is.</summary>
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
