using Relay.Core.Plugins;
using Relay.Core.Settings.Binding;
using Relay.Sdk.Dns;
using Relay.Sdk.Testing;
using Relay.Sdk.Testing.Dns;

namespace Relay.TestKit.Plugins;

/// <summary>A plugin host on a plugins.json of its own in a temporary folder.</summary>
public sealed class PluginTrial : IAsyncDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("relay-plugins-").FullName;

    /// <param name="plugins">The text of plugins.json.</param>
    /// <param name="time">The clock; the system's when left out.</param>
    /// <param name="change">Changes the options.</param>
    /// <param name="dns">The resolver.</param>
    public PluginTrial(string plugins, TimeProvider? time = null, Func<PluginHostOptions, PluginHostOptions>? change = null, IDnsResolver? dns = null)
    {
        File.WriteAllText(SettingsFile, plugins);
        PluginHostOptions options = new()
        {
            File = SettingsFile,
            ShippedFolder = Path.Combine(folder, "shipped"),
            StoreFolder = Path.Combine(folder, "store"),
            DataFolder = Path.Combine(folder, "data"),
            Hostname = "relay.example",
        };
        Host = new PluginHost(change?.Invoke(options) ?? options, Log, time ?? TimeProvider.System, dns ?? new FakeDns());
    }

    /// <summary>The host under trial.</summary>
    public PluginHost Host { get; }

    /// <summary>What was logged.</summary>
    public CapturedLog Log { get; } = new();

    /// <summary>What loading found wrong.</summary>
    public SettingsErrors Errors { get; } = new();

    /// <summary>The errors and warnings as lines, without the folder.</summary>
    public IReadOnlyList<string> ErrorLines =>
        [.. Errors.All.Select(error => error.ToString().Replace(folder + Path.DirectorySeparatorChar, "", StringComparison.Ordinal))];

    /// <summary>The temporary folder: plugins.json, shipped/, store/, data/.</summary>
    public string Folder => folder;

    private string SettingsFile => Path.Combine(folder, "plugins.json");

    /// <summary>Makes a host and runs it as far as its plugins go.</summary>
    public static async Task<PluginTrial> StartAsync(string plugins, TimeProvider? time = null,
        Func<PluginHostOptions, PluginHostOptions>? change = null)
    {
        PluginTrial trial = new(plugins, time, change);
        await trial.LoadAsync();
        if (trial.Errors.Any)
            throw new InvalidOperationException(string.Join('\n', trial.ErrorLines));
        await trial.Host.StartAsync(CancellationToken.None);
        trial.Host.RunJobs();
        return trial;
    }

    /// <summary>Loads without starting.</summary>
    public Task LoadAsync() => Host.LoadAsync(Errors, CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }
}
