using Relay.Core.Settings.Binding;
using Relay.Core.Settings.Contributed;
using Relay.Core.Settings.Overrides;

namespace Relay.Core.Settings;

/// <summary>What relay.json says to the options of plugins: bound and checked, and put in force when the whole file has proved right.</summary>
public sealed class ContributedSettings
{
    /// <summary>The name under which the options at the top of the file are bound.</summary>
    internal const string RelayName = "";

    private readonly List<BoundOptions> bound = [];

    private ContributedSettings()
    {
    }

    /// <summary>No options at all.</summary>
    public static ContributedSettings Empty { get; } = new();

    /// <summary>Binds the options of plugins, and judges the keys that the relay itself does not know.</summary>
    /// <param name="loaded">The settings as read.</param>
    /// <param name="catalogue">The keys that plugins add.</param>
    /// <param name="errors">Gets all that is wrong.</param>
    public static ContributedSettings Bind(LoadedSettings loaded, OptionCatalogue catalogue, SettingsErrors errors)
    {
        var all = new ContributedSettings();
        // Of a file that cannot be read, everything would be told that its defaults lack.
        if (!loaded.IsRead)
            return all;
        var applier = new OverrideApplier(loaded.Tree, typeof(RelaySettings), errors, catalogue);
        foreach (SettingsOverride given in loaded.Unclaimed)
            applier.Apply(given);
        foreach (OptionPart part in Enum.GetValues<OptionPart>())
        {
            (string Name, SettingsObject Node)[] owners = [.. OwnersOf(part, loaded.Tree)];
            foreach ((_, SettingsObject owner) in owners)
                JudgeKeys(part, owner, catalogue, errors);
            foreach (ContributedOptions options in catalogue.Options.Where(options => options.Part == part))
                all.bound.Add(Bind(options, owners, loaded, errors));
        }

        return all;
    }

    /// <summary>Puts the options in force; only to be called when there are no errors.</summary>
    public void Publish()
    {
        foreach (BoundOptions options in bound)
            options.Publish();
    }

    /// <summary>The keys of plugins that differ from what was in force before, as in <c>transports.remote.hostsTryDane</c>.</summary>
    /// <param name="before">Of the same plugins.</param>
    public IReadOnlyList<string> ChangedSince(ContributedSettings before)
    {
        var paths = new List<string>();
        foreach (BoundOptions options in bound)
        {
            foreach (BoundOptions old in before.bound)
            {
                if (ReferenceEquals(old.Options, options.Options))
                    options.Compare(old, paths);
            }
        }

        return paths;
    }

    /// <summary>The option record of a part.</summary>
    internal static SettingsType RecordOf(OptionPart part) => SettingsType.Of(part switch
    {
        OptionPart.Relay => typeof(RelaySettings),
        OptionPart.Listener => typeof(ListenerSettings),
        _ => typeof(TransportSettings),
    });

    private static BoundOptions Bind(ContributedOptions options, (string Name, SettingsObject Node)[] owners, LoadedSettings loaded,
        SettingsErrors errors)
    {
        var byName = new Dictionary<string, object>(StringComparer.Ordinal);
        var paths = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach ((string name, SettingsObject owner) in owners)
        {
            byName.TryAdd(name, SettingsBinder.Bind(options.Type.Type, Share(options, owner), errors, loaded.Services));
            paths.TryAdd(name, owner.Path);
        }

        object otherwise = SettingsBinder.Bind(options.Type.Type, new SettingsObject(loaded.Tree.Place, ""), new SettingsErrors(), loaded.Services);
        return new BoundOptions(options, byName, paths, otherwise);
    }

    // Of the keys in an object, those of one plugin.
    private static SettingsObject Share(ContributedOptions options, SettingsObject owner)
    {
        var share = new SettingsObject(owner.Place, owner.Path);
        foreach (SettingsMember member in owner.Members)
        {
            if (options.Type.Find(member.Key) is not null)
                share.Set(member);
        }

        return share;
    }

    private static void JudgeKeys(OptionPart part, SettingsObject owner, OptionCatalogue catalogue, SettingsErrors errors)
    {
        SettingsType record = RecordOf(part);
        foreach (SettingsMember member in owner.Members)
        {
            if (record.Find(member.Key) is null && catalogue.Find(part, member.Key) is null && !SettingsBinder.IsSchemaOfEditors(member))
                errors.Add(member.KeyPlace, member.Value.Path, catalogue.FaultOf(part, record, member.Key));
        }
    }

    // A transport and a listener that are not written have all their defaults; what a plugin requires of them is missing then.
    private static IEnumerable<(string Name, SettingsObject Node)> OwnersOf(OptionPart part, SettingsObject tree) => part switch
    {
        OptionPart.Relay => [(RelayName, tree)],
        OptionPart.Listener => Listeners(tree),
        _ => Transports(tree),
    };

    private static IEnumerable<(string Name, SettingsObject Node)> Listeners(SettingsObject tree)
    {
        string usual = new ListenerSettings().Address;
        if (tree.Find("listeners")?.Value is not SettingsArray list)
            return [(usual, new SettingsObject(tree.Place, "listeners[0]"))];
        return list.Items.OfType<SettingsObject>().Select(node => ((node.Find("address")?.Value as SettingsScalar)?.Text ?? usual, node));
    }

    private static IEnumerable<(string Name, SettingsObject Node)> Transports(SettingsObject tree)
    {
        var written = tree.Find("transports")?.Value as SettingsObject;
        if (written?.Find(RelaySettings.DefaultTransport) is null)
            yield return (RelaySettings.DefaultTransport, new SettingsObject(written?.Place
                ?? tree.Place, $"transports.{RelaySettings.DefaultTransport}"));
        foreach (SettingsMember member in written?.Members ?? [])
        {
            if (member.Value is SettingsObject node)
                yield return (member.Key, node);
        }
    }
}
