using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Relay.Core.Delivery.Connections;
using Relay.Core.Delivery.Transactions;
using Relay.Core.Events;
using Relay.Core.Routing;
using Relay.Sdk.Events;
using Relay.Sdk.Replies;

namespace Relay.Core.Delivery.Opening;

/// <summary>Tries one host of a route: all its addresses, until one gives a session.</summary>
internal sealed partial class HostAttempt(
    ResolvedRoute route, RouteHost host, string heloName, string attemptId, IHandlers handlers, TimeProvider time, ILogger logger)
{
    private readonly bool isLiteral = IPAddress.TryParse(host.Name, out _);

    /// <summary>Why the host could not be used; valid after a failure.</summary>
    public SmtpReply Failure { get; private set; } = new(451, "4.4.1", $"{host.Name}: no address could be used");

    /// <summary>The last address tried.</summary>
    public HostFacts? LastTried { get; private set; }

    /// <summary>Gives a session, or null; then <see cref="Failure"/> says why.</summary>
    public async ValueTask<SmtpSession?> OpenAsync(CancellationToken cancellationToken)
    {
        _ = IPAddress.TryParse(route.Transport.Interface, out IPAddress? localAddress);
        List<IPAddress> candidates = [.. host.Addresses.Where(address => localAddress is null || address.AddressFamily == localAddress.AddressFamily)];
        var race = new AddressRace(time, route.Transport.ConnectTimeout, localAddress, host.Port, PermitsAsync);
        while (await race.RunAsync(candidates, cancellationToken) is { } socket)
        {
            if (await OpenAsync(socket, cancellationToken) is { } session)
                return session;
        }

        cancellationToken.ThrowIfCancellationRequested();
        if (race.LastAddress is { } address)
        {
            LastTried = Facts(address);
            Failure = new SmtpReply(451, "4.4.1", $"{LastTried.Name} [{address}]: {race.LastFailure}");
            LogUnreachable(attemptId, host.Name, LastTried.EndPoint, race.LastFailure);
        }

        return null;
    }

    private async ValueTask<SmtpSession?> OpenAsync(Socket socket, CancellationToken cancellationToken)
    {
        var connection = new HostConnection(socket, time);
        LastTried = Facts(((IPEndPoint)socket.RemoteEndPoint!).Address);
        var opener = new SessionOpener(connection, LastTried, route.Transport, heloName, attemptId, handlers, time, logger);
        await using CancellationTokenRegistration abort = cancellationToken.UnsafeRegister(static it => ((HostConnection)it!).Abort(), connection);
        try
        {
            OpenOutcome outcome = await opener.OpenAsync(cancellationToken);
            if (outcome is OpenOutcome.Ready ready)
                return ready.Session;
            Failure = ((OpenOutcome.Failed)outcome).Reply;
            connection.Dispose();
        }
        catch (ConnectionFaultException fault)
        {
            connection.Dispose();
            cancellationToken.ThrowIfCancellationRequested();
            Failure = OwnReplies.Of(fault, LastTried);
        }

        LogUnusable(attemptId, host.Name, LastTried.EndPoint, Failure);
        return null;
    }

    private async ValueTask<bool> PermitsAsync(IPAddress address, CancellationToken cancellationToken)
    {
        if (!handlers.Decides<ConnectingToHost>())
            return true;
        HostFacts facts = Facts(address);
        if (HostVerdict.Objection(await handlers.DecideAsync(new ConnectingToHost { Host = facts }, cancellationToken)) is not { } reason)
            return true;
        LastTried = facts;
        Failure = HostVerdict.Skipped(facts, reason);
        LogSkipped(attemptId, host.Name, facts.EndPoint, reason);
        return false;
    }

    private HostFacts Facts(IPAddress address) => new()
    {
        Name = isLiteral ? $"[{host.Name}]" : host.Name,
        EndPoint = new IPEndPoint(address, host.Port),
        Transport = route.TransportName,
        Destination = route.Destination,
    };
}
