using Microsoft.Extensions.Logging;
using Relay.Core.Dns;
using Relay.Core.Plugins;
using Relay.Core.Routing;
using Relay.Core.Sessions.Authentication;
using Relay.Core.Settings;
using Relay.Core.Settings.Binding;
using Relay.Host.Checks;

namespace Relay.Host.Composition;

/// <summary>A relay as far as it goes without touching anything outside: settings read and checked, plugins loaded and configured.</summary>
internal sealed class PreparedRelay : IAsyncDisposable
{
    private readonly StubResolver dns;
    private readonly TimeProvider time;
    private readonly ILoggerFactory loggers;

    private PreparedRelay(LoadedSettings loaded, StubResolver dns, PluginHost plugins, TimeProvider time, ILoggerFactory loggers)
    {
        (Loaded, this.dns, Plugins) = (loaded, dns, plugins);
        (this.time, this.loggers) = (time, loggers);
    }

    public LoadedSettings Loaded { get; }

    public RelaySettings Settings => Loaded.Settings;

    public PluginHost Plugins { get; }

    /// <summary>The options of plugins at the start.</summary>
    public ContributedSettings Options { get; private set; } = ContributedSettings.Empty;

    /// <summary>Loads plugins and checks the settings with them.</summary>
    /// <param name="loaded">The settings.</param>
    /// <param name="pluginOptions">Where plugins are.</param>
    /// <param name="errors">Gets all that is wrong with both files.</param>
    public static async Task<PreparedRelay> LoadAsync(
        LoadedSettings loaded, PluginHostOptions pluginOptions, TimeProvider time, ILoggerFactory loggers, SettingsErrors errors,
        CancellationToken cancellationToken)
    {
        StubResolver dns = Resolvers.From(loaded.Settings.Dns, time, loggers);
        loaded.Services.Hostname = loaded.Settings.Hostname;
        loaded.Services.IsOwnAddress = OwnHost.Of(loaded.Settings, time).IsOwnAddress;
        var plugins = new PluginHost(pluginOptions, loggers, time, dns, loaded.Services);
        loaded.Services.Dns = plugins.Dns;
        plugins.UseResolver(loaded.Settings.Dns.Resolver);
        var prepared = new PreparedRelay(loaded, dns, plugins, time, loggers);
        try
        {
            await plugins.LoadAsync(errors, cancellationToken);
            prepared.Options = await prepared.CheckAsync(loaded, errors, cancellationToken);
            if (!errors.Any)
                prepared.Options.Publish();
            return prepared;
        }
        catch
        {
            await prepared.DisposeAsync();
            throw;
        }
    }

    /// <summary>Checks settings, these or others, with the plugins that are loaded.</summary>
    /// <returns>The options of plugins, to be put in force when there are no errors.</returns>
    public async Task<ContributedSettings> CheckAsync(LoadedSettings loaded, SettingsErrors errors, CancellationToken cancellationToken)
    {
        // Of a file that cannot be read, everything would be told that its defaults lack.
        if (loaded.IsRead)
            SettingsRules.Check(loaded, new PluginFacts(Plugins.SpoolStores, Plugins.Resolvers), errors);
        await CheckUsersAsync(loaded, errors, cancellationToken);
        return ContributedSettings.Bind(loaded, Plugins.Options, errors);
    }

    private async Task CheckUsersAsync(LoadedSettings loaded, SettingsErrors errors, CancellationToken cancellationToken)
    {
        string file = loaded.Settings.Accept.Credentials;
        if (!File.Exists(file))
            return;
        try
        {
            await CredentialFile.OpenAsync(file, time, loggers.CreateLogger<CredentialFile>(), cancellationToken);
        }
        catch (CredentialFileException e)
        {
            errors.Add(loaded.Tree.Nearest("accept.credentials").Place, "accept.credentials", e.Message);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Plugins.DisposeAsync();
        dns.Dispose();
    }
}
