namespace Relay.Sdk.Events;

/// <summary>Hears of several things that have happened at once, as a database likes it.</summary>
/// <typeparam name="TNotice">As of <see cref="IObserve{TNotice}"/>.</typeparam>
/// <remarks>
/// As <see cref="IObserve{TNotice}"/>, with as many notices in a call as there are, up to <see cref="Plugins.HandlerOptions.Batch"/>. They are taken
/// as a whole: a handler that throws or misses its deadline is called again with all of them, and perhaps with more behind them. The deadline is that
/// of the whole call. A <see cref="ConnectionNotice"/> is live: told once, and lost when the handler throws. Under
/// <see cref="Plugins.FailurePolicy.Ignore"/> a durable notice is dropped too.
/// </remarks>
public interface IObserveMany<TNotice>
    where TNotice : Notice
{
    /// <summary>Takes the notices.</summary>
    /// <param name="notices">In their order; at least one.</param>
    /// <param name="cancellationToken">Fires at the handler's deadline and at shutdown.</param>
    ValueTask ObserveAsync(IReadOnlyList<TNotice> notices, CancellationToken cancellationToken);
}
