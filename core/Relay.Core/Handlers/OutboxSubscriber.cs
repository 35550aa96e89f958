using Relay.Sdk.Events;

namespace Relay.Core.Handlers;

/// <summary>A reader of the outbox: the observers that one plugin registered under one name.</summary>
internal sealed class OutboxSubscriber(string name)
{
    private readonly List<ObserverSlot> observers = [];

    /// <summary>Under which its position is saved.</summary>
    internal string Name => name;

    /// <summary>The notices it hears.</summary>
    internal uint Mask { get; private set; }

    internal void Add(ObserverSlot observer)
    {
        observers.Add(observer);
        Mask |= observer.Mask;
    }

    /// <summary>Hands a notice to each observer that hears it.</summary>
    /// <returns>The first failure, or null.</returns>
    internal async ValueTask<HandlerFailure?> OfferAsync(Notice notice, CancellationToken cancellationToken)
    {
        uint kind = NoticeKinds.MaskOf(notice.GetType());
        foreach (ObserverSlot observer in observers)
        {
            if ((observer.Mask & kind) == 0)
                continue;
            Outcome<bool> outcome = await observer.OfferAsync(notice, cancellationToken).ConfigureAwait(false);
            if (outcome.Failure is { } failure)
                return failure;
        }

        return null;
    }
}
