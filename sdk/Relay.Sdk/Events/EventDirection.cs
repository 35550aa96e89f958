namespace Relay.Sdk.Events;

/// <summary>Where an event happens.</summary>
public enum EventDirection
{
    /// <summary>In a session with a client.</summary>
    Inbound,

    /// <summary>On the way to a host.</summary>
    Outbound,

    /// <summary>In either.</summary>
    Both,

    /// <summary>In the queue.</summary>
    Queue,

    /// <summary>In the relay itself, for whatever needs it: the notice names neither a client nor a host.</summary>
    Relay,
}
