namespace Relay.Sdk.Events;

/// <summary>Decides at one moment of a session, while the client waits.</summary>
/// <typeparam name="TMoment">One of the sdk's inbound moments, such as <see cref="RecipientOffered"/>.</typeparam>
/// <remarks>
/// Called concurrently for different sessions. A handler that throws or misses its deadline gets its declared
/// <see cref="Plugins.FailurePolicy"/>: by default the relay answers 451 4.3.0, never an accept.
/// </remarks>
public interface IDecide<TMoment>
    where TMoment : InboundMoment
{
    /// <summary>Gives the verdict.</summary>
    /// <param name="moment">Immutable facts of this moment.</param>
    /// <param name="cancellationToken">Fires at the handler's deadline, at the end of the session, and at shutdown.</param>
    ValueTask<Verdict> DecideAsync(TMoment moment, CancellationToken cancellationToken);
}
