using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Reflection;
using Microsoft.Extensions.Logging;
using Relay.Core.Plugins.Compatibility;

namespace Relay.Core.Plugins;

/// <summary>The assemblies that a plugin takes from the relay: the two shared frameworks and the SDK, and nothing else.</summary>
/// <remarks>
/// The runtime's list of trusted assemblies also holds the relay's own libraries; sharing those would force their versions on every plugin.
/// A plugin's copy of a framework assembly, on the other hand, must lose against the relay's, or an ILogger would not be an ILogger.
/// </remarks>
internal static class SharedAssemblies
{
    private static readonly FrozenDictionary<string, string> Paths = Find();
    private static readonly ConcurrentDictionary<string, Version?> Versions = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The assemblies that the relay has for its own use only.</summary>
    internal static IReadOnlyList<AssemblyName> Private { get; } =
        [.. Trusted().Select(path => Path.GetFileNameWithoutExtension(path)).Where(name => !Paths.ContainsKey(name))
            .Select(name => new AssemblyName(name))];

    internal static bool Contains(string name) => Paths.ContainsKey(name);

    /// <summary>The version that this relay shares; null when it does not share the assembly.</summary>
    internal static Version? VersionOf(string name) =>
        Paths.TryGetValue(name, out string? path) ? Versions.GetOrAdd(name, static (_, file) => PluginImage.VersionOf(file), path) : null;

    /// <summary>Whether the assembly is the relay itself.</summary>
    internal static bool IsRelay(string name) => name is "Relay.Core" or "Relay.Trials" or "relay";

    private static FrozenDictionary<string, string> Find()
    {
        string?[] frameworks = [FolderOf(typeof(object).Assembly), FolderOf(typeof(ILogger).Assembly)];
        return Trusted()
            .Where(path => Path.GetFileNameWithoutExtension(path) == SdkSurface.AssemblyName || frameworks.Contains(Path.GetDirectoryName(path)))
            // The runtime's list names some files twice.
            .DistinctBy(path => Path.GetFileNameWithoutExtension(path), StringComparer.OrdinalIgnoreCase)
            .ToFrozenDictionary(path => Path.GetFileNameWithoutExtension(path), StringComparer.OrdinalIgnoreCase);
    }

    private static string[] Trusted() =>
        (AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") as string ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);

    private static string? FolderOf(Assembly assembly) => Path.GetDirectoryName(assembly.Location);
}
