using Relay.Core.Handlers.Guarding;
using Relay.Core.Lookups;
using Relay.Sdk.Events;

namespace Relay.Core.Handlers.Observing;

/// <summary>One observer with its guard, whatever notice it hears.</summary>
internal abstract class ObserverSlot(HandlerGuard guard)
{
    internal HandlerGuard Guard => guard;

    /// <summary>The notices it hears.</summary>
    internal abstract uint Mask { get; }

    /// <summary>Most notices that it takes in one call.</summary>
    internal virtual int Batch => 1;

    /// <summary>Hands over some notices, all of which it hears, and no more than <see cref="Batch"/>.</summary>
    internal abstract ValueTask<CallResult<bool>> OfferAsync(IReadOnlyList<Notice> notices, CancellationToken cancellationToken);

    internal bool Hears(Notice notice) => (Mask & NoticeKinds.BitOf(notice)) != 0;
}

/// <inheritdoc/>
internal sealed class ObserverSlot<TNotice>(IObserve<TNotice>? handler, HandlerGuard guard) : ObserverSlot(guard)
    where TNotice : Notice
{
    internal override uint Mask => NoticeKind<TNotice>.Mask;

    internal override ValueTask<CallResult<bool>> OfferAsync(IReadOnlyList<Notice> notices, CancellationToken cancellationToken) =>
        Guard.CallAsync(handler!, (TNotice)notices[0], ObserveAsync, cancellationToken);

    private static async ValueTask<bool> ObserveAsync(IObserve<TNotice> handler, TNotice notice, CancellationToken cancellationToken)
    {
        LookupFlow.Current = LookupFlow.Of([notice]);
        await handler.ObserveAsync(notice, cancellationToken);
        return true;
    }
}
