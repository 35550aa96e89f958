using System.Text.Json.Nodes;
using Relay.Core.Expansion;
using Relay.Core.Plugins;
using Relay.Core.Settings;
using Relay.Core.Settings.Binding;
using Relay.Sdk.Plugins;

namespace Relay.Sdk.Testing;

/// <summary>Plugins that were handed in as objects, loaded and configured by the relay's own plugin host in a temporary folder.</summary>
internal sealed class RigPlugins : IAsyncDisposable
{
    // For a plugin that does not come back from its stop; its own deadline is on the clock of the test, which stands still then.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly SettingsErrors errors = new();
    private readonly string relayFile;
    private readonly ExpansionServices services;
    private readonly Func<LoadedSettings, RelaySettings> complete;

    private RigPlugins(RigOptions options, Func<LoadedSettings, RelaySettings> complete)
    {
        (Options, this.complete, relayFile) = (options, complete, Path.Combine(Folder, "relay.json"));
        services = new ExpansionServices(options.Time) { Dns = options.Dns, Hostname = options.Hostname };
        List<IRelayPlugin> waiting = [.. options.Plugins];
        string pluginsFile = Path.Combine(Folder, "plugins.json");
        File.WriteAllText(pluginsFile, options.PluginsJson ?? OnlyEntries(options.Plugins));
        Host = new PluginHost(
            new PluginHostOptions
            {
                File = pluginsFile,
                ShippedFolder = Path.Combine(Folder, "shipped"),
                StoreFolder = Path.Combine(Folder, "code"),
                DataFolder = Path.Combine(Folder, "data"),
                Hostname = options.Hostname,
                HandedIn = entry => Take(waiting, entry.Id),
            },
            Log,
            options.Time,
            options.Dns,
            services);
        services.Dns = Host.Dns;
    }

    internal RigOptions Options { get; }

    internal PluginHost Host { get; }

    internal CapturedLog Log { get; } = new();

    /// <summary>The temporary folder: plugins.json, relay.json, and data/ with a folder for each plugin.</summary>
    internal string Folder { get; } = Directory.CreateTempSubdirectory("relay-rig-").FullName;

    /// <summary>What is wrong so far, as <c>relay check</c> shows it.</summary>
    internal IReadOnlyList<string> Findings => Text(errors);

    private PluginRecord? Failed => Host.List().FirstOrDefault(static plugin => plugin.State == PluginState.Failed);

    internal RelaySettings Settings { get; private set; } = new();

    /// <summary>Loads and configures the plugins.</summary>
    /// <param name="options">Which.</param>
    /// <param name="complete">Adds what relay.json does not say; nothing when not given.</param>
    internal static async Task<RigPlugins> LoadAsync(RigOptions options, Func<LoadedSettings, RelaySettings>? complete = null)
    {
        var plugins = new RigPlugins(options, complete ?? (static loaded => loaded.Settings));
        try
        {
            await plugins.Host.LoadAsync(plugins.errors, CancellationToken.None);
            plugins.ReadRelayJson(options.RelayJson, plugins.errors);
            return plugins;
        }
        catch
        {
            await plugins.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts the plugins.</summary>
    /// <exception cref="RigException">The settings are wrong, or a plugin could not be started.</exception>
    internal async Task StartAsync()
    {
        // A plugin that could not be configured is a warning to an operator, since the relay may go on without it.
        if (errors.Any || Failed is not null)
            throw new RigException(string.Join('\n', Findings));
        await Host.StartAsync(CancellationToken.None);
        if (Failed is { } failed)
            throw new RigException(failed.Problem!);
    }

    /// <summary>Reads other text of relay.json, and puts the plugins' keys of it in force unless something is wrong.</summary>
    /// <returns>What is wrong.</returns>
    internal IReadOnlyList<string> Reload(string relayJson)
    {
        SettingsErrors found = new();
        ReadRelayJson(relayJson, found);
        return Text(found);
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await Host.DisposeAsync().AsTask().WaitAsync(Patience);
        }
        catch (TimeoutException)
        {
            throw new RigException($"a plugin did not stop within {Patience.TotalSeconds} s; the log so far:\n{Log}");
        }

        Directory.Delete(Folder, recursive: true);
    }

    /// <summary>The id under which plugins.json names a plugin.</summary>
    internal static string IdOf(IRelayPlugin plugin)
    {
        Type type = plugin.GetType();
        if (plugin is FakeLookup lookup)
            return lookup.Id;
        RelayPluginAttribute? named = (RelayPluginAttribute?)Attribute.GetCustomAttribute(type.Assembly, typeof(RelayPluginAttribute));
        return named?.Type == type ? named.Id : KebabCase.Of(type.Name.EndsWith("Plugin", StringComparison.Ordinal)
            && type.Name.Length > 6 ? type.Name[..^6] : type.Name);
    }

    private void ReadRelayJson(string text, SettingsErrors found)
    {
        File.WriteAllText(relayFile, text);
        LoadedSettings loaded = SettingsLoader.Load(new SettingsRequest { File = relayFile, Services = services }, found);
        ContributedSettings options = ContributedSettings.Bind(loaded, Host.Options, found);
        if (found.Any)
            return;
        RelaySettings completed = complete(loaded);
        Settings = loaded.Tree.Find("hostname") is null ? completed with { Hostname = Options.Hostname } : completed;
        services.Hostname = Settings.Hostname;
        Host.UseResolver(Settings.Dns.Resolver);
        options.Publish();
    }

    private IReadOnlyList<string> Text(SettingsErrors found) =>
        [.. found.All.Select(error => error.ToString().Replace(Folder + Path.DirectorySeparatorChar, "", StringComparison.Ordinal))];

    private static string OnlyEntries(IEnumerable<IRelayPlugin> plugins) =>
        new JsonObject { ["plugins"] = new JsonArray([.. plugins.Select(plugin => new JsonObject { ["id"] = IdOf(plugin) })]) }.ToJsonString();

    private static IRelayPlugin? Take(List<IRelayPlugin> waiting, string id)
    {
        IRelayPlugin? found = waiting.Find(plugin => IdOf(plugin) == id);
        if (found is not null)
            waiting.Remove(found);
        return found;
    }
}
