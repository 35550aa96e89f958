using Relay.Core.Settings.Binding;

namespace Relay.Core.Settings.Contributed;

/// <summary>The keys that one plugin adds to one part of relay.json.</summary>
/// <param name="plugin">The plugin's name, as in plugins.json.</param>
/// <param name="part">Where the keys stand.</param>
/// <param name="type">The plugin's record.</param>
public abstract class ContributedOptions(string plugin, OptionPart part, Type type)
{
    /// <summary>The plugin's name, as in plugins.json.</summary>
    public string Plugin { get; } = plugin;

    /// <summary>Where the keys stand.</summary>
    public OptionPart Part { get; } = part;

    /// <summary>The record, with its keys.</summary>
    public SettingsType Type { get; } = SettingsType.Of(type);

    /// <summary>Puts bound records in force; handlers that ask from now on get them.</summary>
    /// <param name="byName">By the name of the transport or listener; under the empty name, the options of the relay.</param>
    /// <param name="otherwise">For all other names.</param>
    internal abstract void Publish(IReadOnlyDictionary<string, object> byName, object otherwise);
}
