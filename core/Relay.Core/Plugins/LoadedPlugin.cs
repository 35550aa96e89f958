using Relay.Sdk.Plugins;
using PluginAssemblies = McMaster.NETCore.Plugins.PluginLoader;

namespace Relay.Core.Plugins;

/// <summary>A plugin in memory.</summary>
/// <param name="Assemblies">Loads its assemblies, and never unloads them.</param>
/// <param name="Copy">The private copy that they are loaded from.</param>
/// <param name="Plugin">Its entry point.</param>
internal sealed record LoadedPlugin(PluginAssemblies Assemblies, string Copy, IRelayPlugin Plugin);
