using Relay.Core.Delivery;
using Relay.Core.Routing;
using Relay.Sdk.Events;
using Relay.Sdk.Replies;
using Relay.Sdk.Tls;

namespace Relay.TestKit.Delivery;

/// <summary>A session of <see cref="ScriptedTransport"/>.</summary>
public sealed class ScriptedSession(ScriptedTransport transport, ResolvedRoute route, HostFacts host) : IOutboundSession
{
    private static readonly SmtpReply Taken = new(250, "2.0.0", "Taken");
    private int closed;
    private int sending;

    public HostFacts Host { get; } = host;

    public ResolvedRoute Route { get; } = route;

    public TlsFacts? Tls => null;

    public SmtpReply? RequireTlsRefusal { get; set; }

    public bool IsReusable { get; set; } = true;

    public bool HasQuit { get; private set; }

    public int MaxRecipients => Math.Min(transport.MaxRecipients, Route.Transport.MaxRecipients);

    public async ValueTask<TransactionOutcome> SendAsync(OutboundMessage message, CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref sending, 1) != 0 || closed != 0)
            throw new InvalidOperationException("a session has one caller at a time, and none after its end");
        transport.Sent.Enqueue((this, message));
        try
        {
            return await transport.WaitAsync(transport.OnSend(this, message), cancellationToken)
                ?? ScriptedTransport.All(message, new RecipientOutcome.Delivered(Taken));
        }
        finally
        {
            Volatile.Write(ref sending, 0);
        }
    }

    public ValueTask QuitAsync()
    {
        HasQuit = true;
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref closed, 1) == 0)
            transport.Closed();
        return ValueTask.CompletedTask;
    }
}
