using Relay.Core.Handlers.Guarding;
using Relay.Core.Lookups;
using Relay.Sdk.Events;

namespace Relay.Core.Handlers.Observing;

/// <summary>An observer that takes several notices at once.</summary>
internal sealed class BatchObserverSlot<TNotice>(IObserveMany<TNotice>? handler, HandlerGuard guard, int batch) : ObserverSlot(guard)
    where TNotice : Notice
{
    internal override uint Mask => NoticeKind<TNotice>.Mask;

    internal override int Batch => batch;

    internal override ValueTask<CallResult<bool>> OfferAsync(IReadOnlyList<Notice> notices, CancellationToken cancellationToken)
    {
        var its = new TNotice[notices.Count];
        for (int i = 0; i < its.Length; i++)
            its[i] = (TNotice)notices[i];
        return Guard.CallAsync(handler!, its, ObserveAsync, cancellationToken);
    }

    private static async ValueTask<bool> ObserveAsync(IObserveMany<TNotice> handler, TNotice[] notices, CancellationToken cancellationToken)
    {
        LookupFlow.Current = LookupFlow.Of(notices);
        await handler.ObserveAsync(notices, cancellationToken);
        return true;
    }
}
