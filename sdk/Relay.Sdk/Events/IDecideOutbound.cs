namespace Relay.Sdk.Events;

/// <summary>Decides at one moment of an outbound connection, while mail waits for it.</summary>
/// <typeparam name="TMoment">One of the sdk's outbound moments, such as <see cref="ConnectingToHost"/>.</typeparam>
/// <remarks>
/// Called concurrently for different connections. A handler that throws or misses its deadline gets its declared
/// <see cref="Plugins.FailurePolicy"/>: by default the host is left out of the attempt. A plugin that only wants to hear of these moments observes
/// their notices.
/// </remarks>
public interface IDecideOutbound<TMoment>
    where TMoment : OutboundMoment
{
    /// <summary>Gives the verdict.</summary>
    /// <param name="moment">Immutable facts of this moment.</param>
    /// <param name="cancellationToken">Fires at the handler's deadline and at shutdown.</param>
    ValueTask<HostVerdict> DecideAsync(TMoment moment, CancellationToken cancellationToken);
}
