using Relay.Sdk.Plugins;

namespace Relay.Core.Plugins;

/// <summary>A plugin in memory.</summary>
/// <param name="Context">Its assemblies.</param>
/// <param name="Copy">The private copy that they are loaded from.</param>
/// <param name="Plugin">Its entry point.</param>
internal sealed record LoadedPlugin(PluginLoadContext Context, string Copy, IRelayPlugin Plugin);
