using System.Text.RegularExpressions;
using Relay.Core.Settings.Binding;

namespace Relay.Core.Plugins;

/// <summary>Names by which settings and other plugins find what a plugin registers: their form, the part of the instance, and that no two are
/// alike.</summary>
internal static partial class RegisteredNames
{
    /// <summary>The name with that of the plugin's instance.</summary>
    internal static string Of(string name, string? instance) => instance is null ? name : $"{name}.{instance}";

    /// <exception cref="ArgumentException">The name cannot be.</exception>
    internal static void Check(string name, string what)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (!Form().IsMatch(name))
            throw new ArgumentException($"'{name}' cannot be the name of a {what}: expected lower-case words of letters, digits and _, joined by - " +
                "or a dot", nameof(name));
    }

    /// <summary>Finds things of one kind and one name.</summary>
    internal static void CheckClashes(IReadOnlyList<PluginInstance> plugins, SettingsObject root, SettingsErrors errors)
    {
        CheckClashes("lookup", plugin => plugin.Lookups, plugins, root, errors);
        CheckClashes("resolver", plugin => plugin.Resolvers, plugins, root, errors);
        CheckClashes("spool store", plugin => plugin.SpoolStores.Keys, plugins, root, errors);
    }

    private static void CheckClashes(string what, Func<PluginInstance, IEnumerable<string>> names, IReadOnlyList<PluginInstance> plugins,
        SettingsObject root, SettingsErrors errors)
    {
        Dictionary<string, PluginInstance> owners = new(StringComparer.OrdinalIgnoreCase);
        foreach (PluginInstance plugin in plugins)
        {
            foreach (string name in names(plugin))
            {
                if (owners.TryAdd(name, plugin))
                    continue;
                if (owners[name] == plugin)
                    errors.Add(root.Nearest($"plugins[{plugin.Position}]"),
                        $"{plugin.Entry.Name} registers the {what} '{name}' twice; the plugin cannot be used like this");
                else
                    errors.Add(root.Nearest($"plugins[{plugin.Position}]"),
                        $"{plugin.Entry.Name} has a {what} '{name}', and {owners[name].Entry.Name} has one too; give one of the entries an " +
                        "\"instance\", or switch it off");
            }
        }
    }

    [GeneratedRegex(@"\A[a-z][a-z0-9_]*([-.][a-z0-9_]+)*\z")]
    private static partial Regex Form();
}
