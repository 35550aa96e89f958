namespace Relay.Host.Checks;

/// <summary>What the settings may ask of plugins.</summary>
/// <param name="SpoolStores">Names of the stores that the enabled plugins have.</param>
/// <param name="Resolvers">Names of the resolvers that they have.</param>
internal sealed record PluginFacts(IReadOnlyCollection<string> SpoolStores, IReadOnlyCollection<string> Resolvers);
