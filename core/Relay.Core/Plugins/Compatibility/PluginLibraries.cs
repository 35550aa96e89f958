using System.Reflection;
using System.Runtime.Loader;

namespace Relay.Core.Plugins.Compatibility;

/// <summary>The assemblies that a plugin brings: those that its deps.json names, or, without a deps.json, those beside its entry assembly.</summary>
internal sealed class PluginLibraries
{
    private readonly string folder;
    private readonly AssemblyDependencyResolver? resolver;

    /// <param name="mainAssembly">The path of the entry assembly.</param>
    internal PluginLibraries(string mainAssembly)
    {
        folder = Path.GetDirectoryName(mainAssembly)!;
        DependencyFile = Path.ChangeExtension(Path.GetFileName(mainAssembly), ".deps.json");
        try
        {
            resolver = new AssemblyDependencyResolver(mainAssembly);
        }
        catch (InvalidOperationException e)
        {
            Damage = e.Message;
        }
    }

    /// <summary>The name of the plugin's deps.json, whether it is there or not.</summary>
    internal string DependencyFile { get; }

    /// <summary>Why the deps.json cannot be used: it is damaged, or names a file that is missing. Null when it can.</summary>
    internal string? Damage { get; }

    /// <summary>Finds a library as the loader will; beside the entry assembly when the deps.json cannot be used.</summary>
    /// <returns>Its path; null when the plugin does not bring it.</returns>
    internal string? Find(string name) => resolver is null ? FindInFolder(name) : resolver.ResolveAssemblyToPath(new AssemblyName(name));

    /// <summary>Finds a library in the folder, whatever the deps.json says.</summary>
    internal string? FindInFolder(string name) => Path.Combine(folder, name + ".dll") is { } path && File.Exists(path) ? path : null;
}
