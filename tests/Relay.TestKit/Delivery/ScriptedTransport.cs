using System.Collections.Concurrent;
using System.Net;
using Relay.Core.Delivery;
using Relay.Core.Routing;
using Relay.Sdk.Events;
using Relay.Sdk.Replies;

namespace Relay.TestKit.Delivery;

/// <summary>A transport without a network: connects and answers as the test says. By default everything is delivered.</summary>
public sealed class ScriptedTransport : IMailTransport
{
    private readonly ConcurrentDictionary<Wait, bool> waits = new();
    private int open;
    private int most;

    /// <summary>Called for each try to connect; null connects to the first host.</summary>
    public Func<ResolvedRoute, Task<ConnectOutcome?>> OnConnect { get; set; } = static _ => Task.FromResult<ConnectOutcome?>(null);

    /// <summary>Called for each transaction; null delivers to all recipients.</summary>
    public Func<ScriptedSession, OutboundMessage, Task<TransactionOutcome?>> OnSend { get; set; } = static (_, _) =>
        Task.FromResult<TransactionOutcome?>(null);

    /// <summary>RCPTMAX of the sessions.</summary>
    public int MaxRecipients { get; set; } = 100;

    /// <summary>Tries to connect, by destination.</summary>
    public ConcurrentQueue<ResolvedRoute> Connects { get; } = new();

    /// <summary>Transactions with their session.</summary>
    public ConcurrentQueue<(ScriptedSession Session, OutboundMessage Message)> Sent { get; } = new();

    /// <summary>Open sessions.</summary>
    public int Open => Volatile.Read(ref open);

    /// <summary>The most sessions that were open at once.</summary>
    public int MostOpen => Volatile.Read(ref most);

    /// <summary>Calls that wait for the script. One that has got its answer is no longer counted, although it may not have run on yet.</summary>
    public int Hanging => waits.Keys.Count(static wait => !wait.IsOver);

    public async ValueTask<ConnectOutcome> ConnectAsync(ResolvedRoute route, ConnectionPurpose purpose, CancellationToken cancellationToken)
    {
        Connects.Enqueue(route);
        if (await WaitAsync(OnConnect(route), cancellationToken) is { } scripted)
            return scripted;
        return new ConnectOutcome.Connected(NewSession(route, route.Hosts[0], route.Hosts[0].Addresses[0]));
    }

    /// <summary>A session to one of the route's hosts, for scripts.</summary>
    public ScriptedSession NewSession(ResolvedRoute route, RouteHost host, IPAddress address)
    {
        int now = Interlocked.Increment(ref open);
        for (int seen = most; now > seen; seen = most)
            Interlocked.CompareExchange(ref most, now, seen);
        var facts = new HostFacts
        {
            Name = host.Name,
            EndPoint = new IPEndPoint(address, host.Port),
            Transport = route.TransportName,
            Destination = route.Destination
        };
        return new ScriptedSession(this, route, facts);
    }

    /// <summary>No host answers.</summary>
    public static ConnectOutcome Unreachable(string text = "No answer") => new ConnectOutcome.Unreachable(new SmtpReply(451, "4.4.1", text), null);

    /// <summary>All recipients with the same outcome.</summary>
    public static TransactionOutcome All(OutboundMessage message, RecipientOutcome outcome, bool dsnPassedOn = false) =>
        new([.. Enumerable.Repeat(outcome, message.Recipients.Count)], dsnPassedOn);

    internal async Task<T> WaitAsync<T>(Task<T> script, CancellationToken cancellationToken)
    {
        if (script.IsCompleted)
            return await script;
        var wait = new Wait(script, cancellationToken);
        waits.TryAdd(wait, true);
        try
        {
            return await script.WaitAsync(cancellationToken);
        }
        finally
        {
            waits.TryRemove(wait, out _);
        }
    }

    internal void Closed() => Interlocked.Decrement(ref open);

    private sealed class Wait(Task script, CancellationToken cancellationToken)
    {
        public bool IsOver => script.IsCompleted || cancellationToken.IsCancellationRequested;
    }
}
