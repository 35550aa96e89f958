namespace Relay.Sdk.Events;

/// <summary>Hears of something that has happened; cannot change it.</summary>
/// <typeparam name="TNotice">One of the sdk's notices, such as <see cref="RecipientDelivered"/>, or what several have in common, such as
/// <see cref="RecipientNotice"/>.</typeparam>
/// <remarks>
/// Notices about messages are delivered from a durable outbox, in order per subscriber, at least once: use <see cref="Notice.EventId"/> to drop
/// repeats. A handler that throws is called again later with the same notice. Mail never waits for it.
/// A <see cref="ConnectionNotice"/> is live: told once, and lost when the handler throws. Under <see cref="Plugins.FailurePolicy.Ignore"/> a durable
/// notice is dropped too.
/// </remarks>
public interface IObserve<TNotice>
    where TNotice : Notice
{
    /// <summary>Takes the notice.</summary>
    /// <param name="notice">Immutable facts.</param>
    /// <param name="cancellationToken">Fires at the handler's deadline and at shutdown.</param>
    ValueTask ObserveAsync(TNotice notice, CancellationToken cancellationToken);
}
