using Relay.Sdk.Events;

namespace Relay.Core.Delivery;

/// <summary>How replies and reports name a host: the name with the address, and a literal once only.</summary>
internal static class HostText
{
    public static string Of(HostFacts host) => host.Name is ['[', ..] ? host.Name : $"{host.Name} [{host.EndPoint.Address}]";
}
