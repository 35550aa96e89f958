using Relay.Core.Expansion;
using Relay.Core.Settings.Binding;
using Relay.Core.Settings.Overrides;

namespace Relay.Core.Settings;

/// <summary>Settings with the tree that they were bound from, so that later checks can say where a fault is.</summary>
/// <param name="Settings">The settings; the host name filled in and as A-labels, file names absolute.</param>
/// <param name="Tree">What was written, overrides included.</param>
/// <param name="Folder">Relative file names begin here: the folder of the settings file, or the current one.</param>
/// <param name="Services">What the lists and expressions of the settings ask; to be completed before they are used.</param>
/// <param name="Unclaimed">Overrides of keys that only a plugin can know.</param>
/// <param name="IsRead">False when there was a file and nothing of it could be used: then these are defaults.</param>
public sealed record LoadedSettings(RelaySettings Settings, SettingsObject Tree, string Folder, ExpansionServices Services,
    IReadOnlyList<SettingsOverride> Unclaimed, bool IsRead = true);
