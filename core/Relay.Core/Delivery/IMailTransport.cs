using Relay.Core.Routing;

namespace Relay.Core.Delivery;

/// <summary>Makes outbound connections.</summary>
public interface IMailTransport
{
    /// <summary>Tries the route's hosts in order, all addresses of each, until one is ready for MAIL.</summary>
    /// <param name="route">Where to. With <see cref="ResolvedRoute.RequireTls"/> a host that does not keep it is left for the next host.</param>
    /// <param name="purpose">For log and events.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="OperationCanceledException">The token fired.</exception>
    ValueTask<ConnectOutcome> ConnectAsync(ResolvedRoute route, ConnectionPurpose purpose, CancellationToken cancellationToken);
}
