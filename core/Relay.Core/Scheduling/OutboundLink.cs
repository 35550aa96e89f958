using Relay.Core.Delivery;
using Relay.Core.Routing;
using Relay.Sdk.Events;
using Relay.Sdk.Replies;

namespace Relay.Core.Scheduling;

/// <summary>The one connection that a lane has at a time.</summary>
internal sealed class OutboundLink(RouteResolver resolver, IMailTransport transport, HostMemory hosts)
{
    private RouteTarget? target;
    private int sent;

    /// <summary>Why there is no connection.</summary>
    /// <param name="Reply">4xx or 5xx.</param>
    /// <param name="Host">The last host tried.</param>
    internal sealed record Refusal(SmtpReply Reply, HostFacts? Host);

    public IOutboundSession? Session { get; private set; }

    /// <summary>Whether the connection is still good.</summary>
    public bool IsAlive => Session is { IsReusable: true };

    /// <summary>Whether the next message can go out on the open connection.</summary>
    public bool IsConnected => IsAlive && (target!.Transport.MaxMessagesPerConnection == 0 || sent < target.Transport.MaxMessagesPerConnection);

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
        RouteOutcome found = await resolver.ResolveAsync(wanted, cancellationToken);
        if (found is RouteOutcome.Deferred deferred)
            return new Refusal(deferred.Reply, null);
        if (found is RouteOutcome.Failed failed)
            return new Refusal(failed.Reply, null);
        ResolvedRoute route = hosts.Arrange(((RouteOutcome.Resolved)found).Route) with { RequireTls = requireTls };
        ConnectOutcome outcome = await transport.ConnectAsync(route, attemptId, cancellationToken);
        if (outcome is ConnectOutcome.Unreachable unreachable)
            return new Refusal(unreachable.Reply, unreachable.Host);
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
            if (session.IsReusable)
                await session.QuitAsync();
        }
        finally
        {
            await session.DisposeAsync();
        }
    }
}
