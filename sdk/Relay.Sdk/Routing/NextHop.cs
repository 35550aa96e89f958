namespace Relay.Sdk.Routing;

/// <summary>A configured next hop.</summary>
/// <param name="Host">A host name, or an address without brackets.</param>
/// <param name="Port">1 to 65535.</param>
public sealed record NextHop(string Host, int Port = 25);
