using Microsoft.Extensions.DependencyInjection;
using Relay.Sdk.Plugins;

[assembly: RelayPlugin("resolves-names", typeof(ResolvesNames.ResolvesNamesPlugin))]

namespace ResolvesNames;

/// <summary>Has a resolver that knows some addresses, and asks the relay's own for the others.</summary>
public sealed class ResolvesNamesPlugin : IRelayPlugin
{
    public void Configure(IPluginBuilder relay)
    {
        relay.Services.AddSingleton(relay.Settings<ResolvesNamesSettings>());
        relay.DnsResolver<FixedNames>("fixed");
    }
}

public sealed record ResolvesNamesSettings
{
    /// <summary>Addresses by name; of the name "broken", the resolver throws.</summary>
    public IReadOnlyDictionary<string, string> Addresses { get; init; } = new Dictionary<string, string>();
}
