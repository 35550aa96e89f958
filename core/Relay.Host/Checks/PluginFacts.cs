namespace Relay.Host.Checks;

/// <summary>What the settings may ask of plugins.</summary>
/// <param name="Loaded">Ids of the plugins that are switched on and have loaded.</param>
/// <param name="SpoolStores">Names of the stores that they have.</param>
internal sealed record PluginFacts(IReadOnlySet<string> Loaded, IReadOnlyCollection<string> SpoolStores);
