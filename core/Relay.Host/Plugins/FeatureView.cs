namespace Relay.Host.Plugins;

/// <summary>A named feature of the relay itself.</summary>
internal sealed record FeatureView(string Name, string Description, bool IsOn);
