namespace Relay.Core.Outbox;

/// <summary>Tells the outbox dispatcher that notices have been committed.</summary>
public interface IOutboxSignal
{
    /// <summary>Wakes the dispatcher; costs next to nothing when it is awake.</summary>
    void Raise();
}
