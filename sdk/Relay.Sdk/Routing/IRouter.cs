namespace Relay.Sdk.Routing;

/// <summary>Chooses the next hop of a recipient, before the routes table is asked.</summary>
/// <remarks>Asked again at each attempt, so that mail already queued follows a change. A router that throws or is late counts as Unavailable.</remarks>
public interface IRouter
{
    /// <summary>Gives the route, or <see cref="RouteAnswer.NoOpinion"/>.</summary>
    ValueTask<RouteAnswer> RouteAsync(RouteQuery query, CancellationToken cancellationToken);
}
