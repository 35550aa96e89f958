using Relay.Core.Settings.Binding;

namespace Relay.Core.Settings.Contributed;

/// <summary>All keys that plugins add to relay.json.</summary>
/// <param name="options">Those of the plugins that are loaded, in the order of plugins.json.</param>
/// <param name="absentPluginWith">Finds a plugin that is not loaded and would add the key; null when there is none.</param>
public sealed class OptionCatalogue(IReadOnlyList<ContributedOptions> options, Func<OptionPart, string, string?> absentPluginWith)
{
    /// <summary>No plugin adds a key.</summary>
    public static OptionCatalogue Empty { get; } = new([], static (_, _) => null);

    /// <summary>The options of the plugins that are loaded.</summary>
    public IReadOnlyList<ContributedOptions> Options { get; } = options;

    /// <summary>The key of that name in a part; null when no plugin that is loaded adds it.</summary>
    internal SettingsKey? Find(OptionPart part, string name, StringComparison comparison = StringComparison.Ordinal) =>
        KeysOf(part).FirstOrDefault(key => key.Name.Equals(name, comparison));

    /// <summary>What is wrong with a key that neither the relay nor a loaded plugin knows.</summary>
    internal string FaultOf(OptionPart part, SettingsType record, string name)
    {
        if (absentPluginWith(part, name) is { } plugin)
            return $"is an option of the plugin {plugin}, which is not loaded; list the plugin in plugins.json, or leave the key out";
        return "unknown key" + NearestName.Hint(name, [.. record.Keys.Concat(KeysOf(part)).Select(key => key.Name)]);
    }

    private IEnumerable<SettingsKey> KeysOf(OptionPart part) =>
        Options.Where(options => options.Part == part).SelectMany(options => options.Type.Keys);
}
