namespace Relay.Host.Checks;

/// <summary>What the settings may ask of plugins.</summary>
/// <param name="Enabled">Ids of the plugins that plugins.json switches on.</param>
/// <param name="SpoolStores">Names of the stores that they have.</param>
internal sealed record PluginFacts(IReadOnlySet<string> Enabled, IReadOnlyCollection<string> SpoolStores);
