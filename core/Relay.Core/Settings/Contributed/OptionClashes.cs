using Relay.Core.Settings.Binding;

namespace Relay.Core.Settings.Contributed;

/// <summary>Keys that cannot be told apart in relay.json.</summary>
internal static class OptionClashes
{
    /// <summary>What is wrong with the keys that a plugin adds, beside those of the plugins before it; one sentence for each clash.</summary>
    public static IEnumerable<string> Find(IReadOnlyList<ContributedOptions> before, ContributedOptions added)
    {
        foreach (SettingsKey key in added.Type.Keys)
        {
            string what = added.Part switch
            {
                OptionPart.Relay => $"the option '{key.Name}'",
                OptionPart.Listener => $"the listener option '{key.Name}'",
                _ => $"the transport option '{key.Name}'",
            };
            if (ContributedSettings.RecordOf(added.Part).Find(key.Name) is not null)
                yield return $"the plugin {added.Plugin} adds {what}, which is one of the relay's own; the plugin cannot be used with this relay";
            else if (before.FirstOrDefault(other => other.Part == added.Part && other.Type.Find(key.Name) is not null) is { } first)
                yield return first.Plugin == added.Plugin
                    ? $"the plugin {added.Plugin} adds {what} twice; the plugin cannot be used like this"
                    : $"the plugins {first.Plugin} and {added.Plugin} both add {what}; switch one of them off";
        }
    }
}
