using System.Text.RegularExpressions;
using Relay.Core.Settings.Binding;
using Relay.Sdk.Lookups;

namespace Relay.Core.Plugins;

/// <summary>Names of lookups: their form, the part of the instance, and that no two are alike.</summary>
internal static partial class LookupNames
{
    private const int MostKept = 1_000_000;
    private const int MostConcurrent = 10_000;

    /// <summary>The name under which a lookup is asked.</summary>
    internal static string Of(string name, string? instance) => instance is null ? name : $"{name}.{instance}";

    /// <exception cref="ArgumentException">The name or the options cannot be.</exception>
    internal static void Check(string name, LookupOptions options)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (!Form().IsMatch(name))
            throw new ArgumentException($"'{name}' cannot be the name of a lookup: expected lower-case words of letters, digits and _, joined by - or a dot", nameof(name));
        if (options.KeepFound < TimeSpan.Zero || options.KeepMissing < TimeSpan.Zero || options.KeepStale < TimeSpan.Zero)
            throw new ArgumentException($"the lookup '{name}' keeps answers for less than nothing", nameof(options));
        if (options.MaxKept is < 1 or > MostKept)
            throw new ArgumentException($"the lookup '{name}' has a MaxKept of {options.MaxKept}; it must lie between 1 and {MostKept}", nameof(options));
        if (options.MaxConcurrent is < 1 or > MostConcurrent)
            throw new ArgumentException($"the lookup '{name}' has a MaxConcurrent of {options.MaxConcurrent}; it must lie between 1 and {MostConcurrent}", nameof(options));
    }

    /// <summary>Finds lookups of one name.</summary>
    internal static void CheckClashes(IEnumerable<PluginInstance> plugins, SettingsObject root, SettingsErrors errors)
    {
        Dictionary<string, string> owners = new(StringComparer.OrdinalIgnoreCase);
        foreach (PluginInstance plugin in plugins)
        {
            foreach (string name in plugin.Lookups)
            {
                if (!owners.TryAdd(name, plugin.Entry.Name))
                    errors.Add(root.Nearest($"plugins[{plugin.Position}]"), $"{plugin.Entry.Name} has a lookup '{name}', and {owners[name]} has one too; give one of the entries an \"instance\", or switch it off");
            }
        }
    }

    [GeneratedRegex(@"\A[a-z][a-z0-9_]*([-.][a-z0-9_]+)*\z")]
    private static partial Regex Form();
}
