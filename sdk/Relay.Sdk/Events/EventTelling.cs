namespace Relay.Sdk.Events;

/// <summary>How an event is told to observers.</summary>
public enum EventTelling
{
    /// <summary>Not at all: it is a decision only.</summary>
    None,

    /// <summary>Live: in order, once, lost in a crash or when an observer does not keep up.</summary>
    Live,

    /// <summary>From the outbox: in order, at least once, as long as it takes.</summary>
    Durable,
}
