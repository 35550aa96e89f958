namespace Relay.Sdk.Events;

/// <summary>A moment of a session with a client; <see cref="IDecide{TMoment}"/> answers with a <see cref="Verdict"/>.</summary>
public abstract record InboundMoment : Moment
{
    private protected InboundMoment()
    {
    }

    /// <summary>The client.</summary>
    public required ClientFacts Client { get; init; }
}
