namespace Relay.Sdk.Routing;

/// <summary>Chooses the next hop of a recipient, before the routes table is asked.</summary>
/// <remarks>Called concurrently. Asked again at each attempt, so that mail already queued follows a change. A router that throws or is late counts as
/// Unavailable, unless its failure policy says otherwise.</remarks>
public interface IRouter
{
    /// <summary>Gives the route of one recipient.</summary>
    /// <returns>A route; <see cref="RouteAnswer.NoOpinion"/>; Undeliverable (the recipient fails, with a report); or Unavailable (the recipient waits
    /// for its next attempt).</returns>
    /// <exception cref="OperationCanceledException">The relay stops or the deadline passed.</exception>
    ValueTask<RouteAnswer> RouteAsync(RouteQuery query, CancellationToken cancellationToken);
}
