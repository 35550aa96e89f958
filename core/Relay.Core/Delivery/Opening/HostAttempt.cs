using System.Net;
using System.Net.Sockets;
using Relay.Core.Delivery.Connections;
using Relay.Core.Delivery.Transactions;
using Relay.Core.Handlers;
using Relay.Core.Routing;
using Relay.Core.Tls;
using Relay.Core.Tracing;
using Relay.Sdk.Events;
using Relay.Sdk.Lists;
using Relay.Sdk.Replies;
using Relay.Sdk.Tls;

namespace Relay.Core.Delivery.Opening;

/// <summary>Tries one host of a route: all its addresses, until one gives a session.</summary>
/// <param name="failures">Gets each address that could not be used.</param>
internal sealed partial class HostAttempt(
    ResolvedRoute route, RouteHost host, string heloName, ConnectionPurpose purpose, List<HostFailure> failures, OpeningContext context)
{
    // RFC 3463 §3.8: X.7.XXX, security or policy.
    private const int SecurityStatus = 7;

    private readonly bool isLiteral = HostAddress.TryParse(host.Name, out _);
    private readonly string attemptId = purpose.AttemptId;
    private readonly HostEvents events = new(context.Handlers, context.Time, purpose);

    private readonly TlsTarget target = new()
    {
        Domain = route.Domain,
        HostName = host.Name,
        Port = host.Port,
        Addresses = host.Addresses,
        MxSecurity = host.MxSecurity,
        MxAliases = host.MxAliases,
        AddressSecurity = host.AddressSecurity,
        Aliases = host.Aliases,
        FirstAliasSecurity = host.FirstAliasSecurity,
        Transport = route.TransportName,
    };

    /// <summary>Why the host could not be used; valid after a failure.</summary>
    public SmtpReply Failure { get; private set; } = new(451, "4.4.1", $"{host.Name}: no address could be used");

    /// <summary>Whether a connection failed because this machine lacks file descriptors, ports or memory.</summary>
    public bool LacksResources { get; private set; }

    /// <summary>The last address tried.</summary>
    public HostFacts? LastTried { get; private set; }

    /// <summary>Gives a session, or null; then <see cref="Failure"/> says why.</summary>
    public async ValueTask<OutboundSession?> OpenAsync(CancellationToken cancellationToken)
    {
        // Until the handshake is judged: a policy that required verification is asked to verify.
        using HandlerLease lease = context.Handlers.Lease();
        TlsPlan plan = await context.TlsPlanner.PlanAsync(route.Transport.Tls,
            VerifiedLogin.AddTo(lease.Handlers.TlsPolicies, route.Transport, context.Time), target, cancellationToken);
        if (plan.SkipReason is { } reason)
        {
            LastTried = Facts(host.Addresses[0]);
            Failure = new SmtpReply(451, "4.7.5", Protocol.Client.ReplyText.OneLine($"{LastTried.Name} is left out by {plan.DecidedBy}: {reason}"));
            Fail(LastTried, DeliveryTrouble.Policy, plan.PolicyFailed);
            events.PolicyLeftOut(LastTried, plan, reason);
            LogLeftOut(context.Logger, attemptId, host.Name, LastTried.EndPoint, plan.DecidedBy, reason, OpinionText.Of(plan.Opinions));
            return null;
        }

        List<IPAddress> candidates = [.. host.Addresses];
        while (await ConnectAsync(candidates, cancellationToken) is var (socket, address))
        {
            bool? required = null;
            Action? closed = route.Transport.HostsRequireTls.IsConstant ? null : events.WhenClosed(Facts(address) with { Local = LocalOf(socket) });
            try
            {
                required = await RequiresTlsAsync(address, cancellationToken);
            }
            finally
            {
                if (required is null)
                {
                    socket.Dispose();
                    closed?.Invoke();
                }
            }

            if (required is { } must && await OpenAsync(socket, address, must ? plan.RequiredBy("hostsRequireTls")
                : plan, cancellationToken) is { } session)
                return session;
        }

        return null;
    }

    private async ValueTask<OutboundSession?> OpenAsync(Socket socket, IPAddress address, TlsPlan plan, CancellationToken cancellationToken)
    {
        // REQUIRETLS is of no use in clear text: broken TLS is trouble that may pass, and not the word of a host that has none.
        bool needsTls = plan.Required || route.RequireTls;
        bool useTls = plan.Use && (needsTls || !context.BrokenTls.Contains(host.Name, host.Port));
        OpenOutcome outcome = await OpenAsync(socket, address, plan, useTls, cancellationToken);
        if (outcome is OpenOutcome.TlsBroken broken && !needsTls)
        {
            context.BrokenTls.Remember(host.Name, host.Port);
            failures.Add(new HostFailure(LastTried!, broken.Reply, DeliveryTrouble.Tls));
            LogTlsBroken(context.Logger, attemptId, host.Name, LastTried!.EndPoint, broken.Reply);
            if (await ConnectAsync([address], cancellationToken) is not { } again)
                return null;
            outcome = await OpenAsync(again.Socket, address, plan, useTls: false, cancellationToken);
        }

        if (outcome is OpenOutcome.Ready ready)
            return ready.Session;
        Failure = outcome is OpenOutcome.Failed failed ? failed.Reply : ((OpenOutcome.TlsBroken)outcome).Reply;
        failures.Add(new HostFailure(LastTried!, Failure, (outcome as OpenOutcome.Failed)?.Trouble ?? DeliveryTrouble.Tls)
        {
            OsError = (outcome as OpenOutcome.Failed)?.OsError,
            Tls = (outcome as OpenOutcome.Failed)?.Tls,
            ByPlugin = outcome is OpenOutcome.Failed { ByPlugin: true },
        });
        if ((outcome as OpenOutcome.Failed)?.LogText is { } text)
            LogLoginAs(context.Logger, attemptId, text);

        // Nothing that goes by this transport is delivered until an operator fixes it.
        else if (route.Transport.Auth is not null && Failure.Status.Subject == SecurityStatus)
            LogNoLogin(context.Logger, attemptId, host.Name, LastTried!.EndPoint, route.TransportName, Failure);
        else
            LogUnusable(context.Logger, attemptId, host.Name, LastTried!.EndPoint, Failure);
        return null;
    }

    private async ValueTask<OpenOutcome> OpenAsync(Socket socket, IPAddress address, TlsPlan plan, bool useTls, CancellationToken cancellationToken)
    {
        LastTried = Facts(address) with { Local = LocalOf(socket) };
        var trace = new ConversationTrace(context.Trace, context.Time, attemptId, address, host.Name, route.Domain.Value);
        var connection = new HostConnection(socket, context.Time, trace);
        connection.Closed = events.WhenClosed(LastTried);
        var opener = new SessionOpener(connection, LastTried, target, plan, useTls, route.Transport, heloName, attemptId, events, context);
        OpenOutcome? outcome = null;
        await using CancellationTokenRegistration abort = cancellationToken.UnsafeRegister(static it => ((HostConnection)it!).Abort(), connection);
        try
        {
            return outcome = await opener.OpenAsync(cancellationToken);
        }
        catch (ConnectionFaultException fault)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return new OpenOutcome.Failed(OwnReplies.Of(fault, LastTried))
            {
                Trouble = FaultTrouble.Of(fault.Fault),
                OsError = FaultTrouble.OsErrorOf(fault)
            };
        }
        finally
        {
            if (outcome is not OpenOutcome.Ready)
                connection.Dispose();
        }
    }

    private async ValueTask<(Socket Socket, IPAddress Address)?> ConnectAsync(List<IPAddress> candidates, CancellationToken cancellationToken)
    {
        _ = IPAddress.TryParse(route.Transport.Interface, out IPAddress? local);
        if (local is not null && candidates.RemoveAll(address => address.AddressFamily != local.AddressFamily) > 0 && candidates.Count == 0)
            Failure = OpeningReplies.WrongFamily(host.Name, local);
        var race = new AddressRace(context.Time, route.Transport.ConnectTimeout, local, host.Port, PermitsAsync, NoteUnreachable);
        (Socket Socket, IPAddress Address)? connected = await race.RunAsync(candidates, cancellationToken);
        if (cancellationToken.IsCancellationRequested)
        {
            connected?.Socket.Dispose();
            cancellationToken.ThrowIfCancellationRequested();
        }

        if (connected is null && race.LastAddress is { } address)
        {
            LastTried = Facts(address);
            LacksResources |= race.LacksResources;
            Failure = new SmtpReply(451, race.LacksResources ? "4.3.2" : "4.4.1", $"{HostText.Of(LastTried)}: {race.LastFailure}");
            LogUnreachable(context.Logger, attemptId, host.Name, LastTried.EndPoint, race.LastFailure);
        }

        return connected;
    }

    private async ValueTask<bool> PermitsAsync(IPAddress address, CancellationToken cancellationToken)
    {
        HostFacts facts = Facts(address);
        if (await events.ConnectingAsync(facts, cancellationToken) is not { } objection)
            return true;
        LastTried = facts;
        Failure = OpeningReplies.LeftOut(facts, objection.Reason);
        Fail(facts, DeliveryTrouble.Policy, byPlugin: true);
        LogSkipped(context.Logger, attemptId, host.Name, facts.EndPoint, objection.By ?? "relay", objection.Reason);
        return false;
    }

    /// <returns>Whether <c>hostsRequireTls</c> lists the host; null when the list has no answer now, so that the address cannot be used.</returns>
    private async ValueTask<bool?> RequiresTlsAsync(IPAddress address, CancellationToken cancellationToken)
    {
        Membership answer = await route.Transport.HostsRequireTls.MatchAsync(HostSubject.NextHop(address, isLiteral ? null : host.Name),
            cancellationToken);
        if (answer is not Membership.Unavailable unknown)
            return answer is Membership.Yes;
        LastTried = Facts(address);
        Failure = new SmtpReply(
            451, "4.4.3", Protocol.Client.ReplyText.OneLine($"{HostText.Of(LastTried)}: hostsRequireTls gave no answer: {unknown.Reason}"));
        Fail(LastTried, DeliveryTrouble.Policy);
        LogUnusable(context.Logger, attemptId, host.Name, LastTried.EndPoint, Failure);
        return null;
    }

    private void NoteUnreachable(AddressFailure failure)
    {
        HostFacts facts = Facts(failure.Address);
        var reply = new SmtpReply(451, "4.4.1", $"{HostText.Of(facts)}: {failure.Problem}");
        failures.Add(new HostFailure(facts, reply, failure.Trouble) { OsError = failure.Error?.NativeErrorCode });
    }

    private void Fail(HostFacts facts, DeliveryTrouble trouble, bool byPlugin = false) =>
        failures.Add(new HostFailure(facts, Failure, trouble) { ByPlugin = byPlugin });

    private static IPEndPoint? LocalOf(Socket socket)
    {
        try
        {
            return socket.LocalEndPoint as IPEndPoint;
        }
        catch (SocketException)
        {
            // The host has reset the connection by now.
            return null;
        }
    }

    private HostFacts Facts(IPAddress address) => new()
    {
        Name = isLiteral ? $"[{host.Name}]" : host.Name,
        EndPoint = new IPEndPoint(address, host.Port),
        Router = route.Router,
        Transport = route.TransportName,
        Destination = route.Destination,
        Domain = route.Domain,
        Security = isLiteral ? null : host.AddressSecurity,
    };
}
