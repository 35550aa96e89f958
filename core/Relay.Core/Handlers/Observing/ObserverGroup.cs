using Relay.Core.Handlers.Guarding;
using Relay.Sdk.Events;

namespace Relay.Core.Handlers.Observing;

/// <summary>The observers that one plugin registered under one name. They hear everything in one order.</summary>
internal sealed class ObserverGroup
{
    private readonly List<ObserverSlot> observers = [];

    /// <summary>The notices they hear.</summary>
    internal uint Mask { get; private set; }

    internal ObserverSlot First => observers[0];

    internal void Add(ObserverSlot observer)
    {
        observers.Add(observer);
        Mask |= observer.Mask;
    }

    /// <summary>Hands over the first of the notices, with as many of those behind it as the one observer that hears it takes at once.</summary>
    /// <param name="notices">In order.</param>
    /// <param name="start">Where to begin.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>How many were offered, those between them included that no observer hears, and the first failure, which is that of all of
    /// them.</returns>
    internal async ValueTask<(int Count, HandlerFailure? Failure)> OfferAsync(IReadOnlyList<Notice> notices, int start,
        CancellationToken cancellationToken)
    {
        int count = 1;
        foreach (ObserverSlot observer in observers)
        {
            if (!observer.Hears(notices[start]))
                continue;
            List<Notice> batch = [notices[start]];
            if (observer.Batch > 1 && observers.Count == 1)
                count = Gather(observer, notices, start, batch);
            CallResult<bool> outcome = await observer.OfferAsync(batch, cancellationToken);
            if (outcome.Failure is { } failure)
                return (count, failure);
        }

        return (count, null);
    }

    private static int Gather(ObserverSlot observer, IReadOnlyList<Notice> notices, int start, List<Notice> batch)
    {
        int next = start + 1;
        for (; next < notices.Count; next++)
        {
            if (!observer.Hears(notices[next]))
                continue;
            if (batch.Count == observer.Batch)
                break;
            batch.Add(notices[next]);
        }

        return next - start;
    }
}
