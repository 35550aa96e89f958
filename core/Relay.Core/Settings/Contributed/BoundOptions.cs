namespace Relay.Core.Settings.Contributed;

/// <summary>The options of one plugin in one part of relay.json, read and checked.</summary>
/// <param name="Options">The keys that the values belong to.</param>
/// <param name="ByName">By the name of the transport or listener; under the empty name, the options of the relay.</param>
/// <param name="Paths">Where in the file they stand, by the same names.</param>
/// <param name="Otherwise">For all other names.</param>
internal sealed record BoundOptions(ContributedOptions Options, Dictionary<string, object> ByName, Dictionary<string, string> Paths, object Otherwise)
{
    public void Publish() => Options.Publish(ByName, Otherwise);

    /// <summary>Adds the keys that differ; a transport or listener that is new or gone is named by the relay's own settings.</summary>
    public void Compare(BoundOptions before, List<string> paths)
    {
        foreach ((string name, object value) in ByName)
        {
            if (before.ByName.TryGetValue(name, out object? old))
                SettingsDifference.Between(Options.Type.Type, old, value, Paths[name], paths);
        }
    }
}
