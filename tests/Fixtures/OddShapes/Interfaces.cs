using Relay.Sdk.Events;

namespace OddShapes;

// Interfaces of the plugin's own that answer for those of the SDK.
internal interface IHearDeliveries : IObserve<RecipientDelivered>
{
    ValueTask IObserve<RecipientDelivered>.ObserveAsync(RecipientDelivered notice, CancellationToken cancellationToken) => default;
}

internal sealed class ByDefault : IHearDeliveries;

internal interface IHear<T> : IObserve<T>
    where T : Notice
{
    ValueTask IObserve<T>.ObserveAsync(T notice, CancellationToken cancellationToken) => default;
}

internal interface IHearMore<T> : IHear<T>, IDisposable
    where T : Notice;

internal sealed class ByGenericDefault : IHearMore<RecipientDelivered>
{
    public void Dispose()
    {
    }
}
