using Relay.Core.Handlers.Guarding;
using Relay.Sdk.Events;

namespace Relay.Core.Handlers.Observing;

/// <summary>A reader of the outbox.</summary>
/// <param name="observers">The observers that hear the notices.</param>
internal sealed class OutboxSubscriber(ObserverGroup observers)
{
    /// <inheritdoc cref="ObserverGroup.OfferAsync"/>
    internal ValueTask<(int Count, HandlerFailure? Failure)> OfferAsync(IReadOnlyList<Notice> notices, int start,
        CancellationToken cancellationToken) =>
        observers.OfferAsync(notices, start, cancellationToken);
}
