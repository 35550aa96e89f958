namespace Relay.Core.Plugins;

/// <summary>A plugin where its operator put it.</summary>
internal sealed record PluginFolder(string Path, PluginManifest Manifest);
