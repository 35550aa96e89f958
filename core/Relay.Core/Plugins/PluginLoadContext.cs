using System.Reflection;
using System.Runtime.Loader;

namespace Relay.Core.Plugins;

/// <summary>Loads one plugin's assemblies apart from those of all others. Never unloaded, so its code is compiled as well as the relay's own.</summary>
internal sealed class PluginLoadContext : AssemblyLoadContext
{
    private readonly AssemblyDependencyResolver resolver;

    /// <exception cref="PluginException">The folder's deps.json is broken.</exception>
    internal PluginLoadContext(string name, string mainAssembly)
        : base($"plugin {name}", isCollectible: false)
    {
        try
        {
            resolver = new AssemblyDependencyResolver(mainAssembly);
        }
        catch (InvalidOperationException e)
        {
            throw new PluginException($"plugin {name}: its dependencies cannot be read; is {Path.ChangeExtension(Path.GetFileName(mainAssembly), ".deps.json")} damaged? ({e.Message})", e);
        }
    }

    /// <inheritdoc/>
    protected override Assembly? Load(AssemblyName assemblyName)
    {
        // The relay's comes first: a plugin's own copy of a shared assembly would have types of another identity.
        if (SharedAssemblies.Contains(assemblyName.Name))
            return null;
        if (resolver.ResolveAssemblyToPath(assemblyName) is { } path)
            return LoadFromAssemblyPath(path);
        // Without this, the runtime would go on and find the relay's private copy of whatever version.
        return SharedAssemblies.IsPrivate(assemblyName.Name)
            ? throw new FileNotFoundException($"{Name} needs {assemblyName.Name} {assemblyName.Version}, which is not in its folder; publish the plugin with its dependencies")
            : null;
    }

    /// <inheritdoc/>
    protected override nint LoadUnmanagedDll(string unmanagedDllName) =>
        resolver.ResolveUnmanagedDllToPath(unmanagedDllName) is { } path ? LoadUnmanagedDllFromPath(path) : 0;
}
