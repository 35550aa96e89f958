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
    private static readonly HashSet<string> Names = Find();
    private static readonly HashSet<string> Private = [.. Trusted().Select(path => Path.GetFileNameWithoutExtension(path)).Except(Names)];

    internal static bool Contains(string? name) => name is not null && Names.Contains(name);

    /// <summary>Whether the relay has such an assembly for its own use only.</summary>
    internal static bool IsPrivate(string? name) => name is not null && Private.Contains(name);

    private static HashSet<string> Find()
    {
        string?[] frameworks = [FolderOf(typeof(object).Assembly), FolderOf(typeof(ILogger).Assembly)];
        HashSet<string> names = new(StringComparer.OrdinalIgnoreCase) { SdkSurface.AssemblyName };
        foreach (string path in Trusted())
        {
            if (frameworks.Contains(Path.GetDirectoryName(path)))
                names.Add(Path.GetFileNameWithoutExtension(path));
        }

        return names;
    }

    private static string[] Trusted() =>
        (AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") as string ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);

    private static string? FolderOf(Assembly assembly) => Path.GetDirectoryName(assembly.Location);
}
