using System.Net;

namespace Relay.Core.Protocol;

/// <summary>What a PROXY protocol header (version 1 or 2) says of the connection behind it.</summary>
/// <param name="Source">The client as the proxy saw it; null when the header speaks of the proxy's own connection (LOCAL), of a UNIX socket, or does
/// not know (UNKNOWN, UNSPEC): the peer stays what it is, without the rights of its address.</param>
/// <param name="Destination">Where the client connected to; null together with the source.</param>
public sealed record ProxyHeader(IPEndPoint? Source, IPEndPoint? Destination)
{
    /// <summary>No addresses.</summary>
    public static ProxyHeader Local { get; } = new(null, null);
}
