using Relay.Core.Lookups;
using Relay.Sdk.Events;

namespace Relay.Core.Handlers;

/// <summary>One observer with its guard, whatever notice it hears.</summary>
internal abstract class ObserverSlot(HandlerGuard guard)
{
    internal HandlerGuard Guard => guard;

    /// <summary>The notices it hears.</summary>
    internal abstract uint Mask { get; }

    internal abstract ValueTask<Outcome<bool>> OfferAsync(Notice notice, CancellationToken cancellationToken);
}

internal sealed class ObserverSlot<TNotice>(IObserve<TNotice>? handler, HandlerGuard guard) : ObserverSlot(guard)
    where TNotice : Notice
{
    internal override uint Mask => NoticeKind<TNotice>.Mask;

    internal override ValueTask<Outcome<bool>> OfferAsync(Notice notice, CancellationToken cancellationToken) =>
        Guard.CallAsync(handler!, (TNotice)notice, ObserveAsync, static _ => null, cancellationToken);

    private static async ValueTask<bool> ObserveAsync(IObserve<TNotice> handler, TNotice notice, CancellationToken cancellationToken)
    {
        LookupFlow.Current = LookupFlow.Of([notice]);
        await handler.ObserveAsync(notice, cancellationToken).ConfigureAwait(false);
        return true;
    }
}
