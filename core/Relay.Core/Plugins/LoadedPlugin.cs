using System.Runtime.Loader;
using Relay.Sdk.Plugins;

namespace Relay.Core.Plugins;

/// <summary>A plugin in memory.</summary>
/// <param name="Plugin">Its entry point. Its assemblies are never unloaded.</param>
/// <param name="Copy">The private copy that they are loaded from; null for a plugin that was handed in.</param>
internal sealed record LoadedPlugin(IRelayPlugin Plugin, string? Copy)
{
    /// <summary>Until the end of the scope, what the plugin loads by name is looked for among its own assemblies first.</summary>
    internal AssemblyLoadContext.ContextualReflectionScope EnterContextualReflection() =>
        AssemblyLoadContext.GetLoadContext(Plugin.GetType().Assembly)!.EnterContextualReflection();
}
