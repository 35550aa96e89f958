using Microsoft.Extensions.Logging;
using Relay.Core.Expansion;
using Relay.Core.Handlers;
using Relay.Core.Handlers.Guarding;
using Relay.Core.Handlers.Observing;
using Relay.Core.Handlers.Tables;
using Relay.Core.Settings;
using Relay.Core.Settings.Binding;
using Relay.Core.Settings.Contributed;
using Relay.Core.Submission;
using Relay.Sdk.Commands;
using Relay.Sdk.Dns;
using Relay.Sdk.Spool;

namespace Relay.Core.Plugins;

/// <summary>Runs the plugins of plugins.json: load, start, stop, in this order and once.</summary>
public sealed partial class PluginHost : IAsyncDisposable
{
    private readonly PluginHostOptions options;
    private readonly ILoggerFactory loggers;
    private readonly ILogger logger;
    private readonly TimeProvider time;
    private readonly ChosenResolver chosen;
    private readonly ObservedResolver dns;
    private readonly ExpansionServices expansion;
    private readonly PluginStore store;
    private readonly DeadlinePool deadlines;
    private readonly CurrentHandlers handlers;
    private readonly PluginMeter meter;
    private PluginInstance[] plugins = [];
    private CallWatch? watch;

    public PluginHost(PluginHostOptions options, ILoggerFactory loggers, TimeProvider time, IDnsResolver dns, ExpansionServices? expansion = null)
    {
        (this.options, this.loggers, this.time) = (options, loggers, time);
        logger = loggers.CreateLogger<PluginHost>();
        store = new PluginStore(Path.GetFullPath(options.StoreFolder));
        deadlines = new DeadlinePool(time);
        handlers = new CurrentHandlers(deadlines);
        meter = new PluginMeter(() => plugins.SelectMany(plugin => plugin.Handlers));
        chosen = new ChosenResolver(dns, handlers);
        this.dns = new ObservedResolver(chosen, handlers, time);
        this.expansion = expansion ?? new ExpansionServices(time) { Dns = this.dns, Hostname = options.Hostname };
    }

    /// <summary>The handlers of active plugins; none before the start and after the stop.</summary>
    public CurrentHandlers Handlers => handlers;

    /// <summary>Names of the resolvers that loaded plugins have.</summary>
    public IReadOnlyCollection<string> Resolvers => [.. plugins.SelectMany(plugin => plugin.Resolvers)];

    /// <summary>The way of plugins' own mail into the queue; it is opened when the queue runs.</summary>
    public SubmissionGate Submissions { get; } = new();

    /// <summary>Asks the resolver that is chosen, and tells observers of what has no answer.</summary>
    public IDnsResolver Dns => dns;

    /// <summary>The host features that plugins.json switches on.</summary>
    public IFeatures Features { get; private set; } = new HostFeatures([]);

    /// <summary>Reads plugins.json, verifies, loads and configures the plugins. Nothing of theirs has run I/O after it: <c>relay check</c> stops
    /// here.</summary>
    /// <param name="errors">Gets all that is wrong; when it has errors, the relay must not start. A plugin that is skipped is a warning.</param>
    /// <param name="cancellationToken">Ends the loading between two plugins.</param>
    public async Task LoadAsync(SettingsErrors errors, CancellationToken cancellationToken)
    {
        if (options.FileIsOptional && !BoundedFile.IsThere(options.File))
            return;
        if (PluginsFileReader.Load(options.File, errors) is not var (file, root))
            return;
        Features = new HostFeatures(file.Experimental);
        plugins = [.. file.Plugins.Select((entry, position) => new PluginInstance(entry, position))];
        PluginLocator locator = new(Path.GetDirectoryName(Path.GetFullPath(options.File))!, options.ShippedFolder);
        PluginSource source = new(options, locator, store, logger);
        PluginSetup setup = new(options, locator.SettingsFolder, handlers, dns, expansion, Submissions, deadlines, time, loggers);
        foreach (PluginInstance plugin in plugins.Where(plugin => plugin.Entry is { Enabled: true, Id.Length: > 0 }))
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                if (source.Obtain(plugin, root, errors) is not { } loaded)
                    continue;
                if (await setup.ConfigureAsync(plugin, loaded, file, root, errors))
                    CheckOptions(plugin, root, errors);
            }
            catch (PluginException e)
            {
                plugin.Fail(e.Message);
                Report(plugin, root, errors);
            }
        }

        RegisteredNames.CheckClashes(plugins, root, errors);
    }

    /// <summary>Starts the configured plugins, all at once, and puts their handlers in force.</summary>
    /// <exception cref="PluginException">A required plugin could not be started.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await Task.WhenAll(plugins.Where(plugin => plugin.State == PluginState.Configured)
            .Select(plugin => StartOneAsync(plugin, cancellationToken)));
        if (plugins.FirstOrDefault(plugin => plugin is { State: PluginState.Failed, Entry.Required: true }) is { } missing)
            throw new PluginException($"{missing.Problem} ({options.File}: plugins[{missing.Position}] is required)");

        HandlerTableBuilder table = new();
        foreach (PluginHandler handler in HandlerArrangement.InOrder(plugins.Where(plugin => plugin.AnswersEvents)))
            handler.AddTo(table);

        foreach (PluginInstance plugin in plugins.Where(plugin => plugin is { State: PluginState.Failed, AnswersEvents: false }))
            table.LeaveOut(plugin.Entry.Name);
        handlers.Publish(table.Build());
        watch = new CallWatch(time);
    }

    /// <summary>Begins to run the jobs of the plugins that have started.</summary>
    public void RunJobs()
    {
        foreach (PluginInstance plugin in plugins.Where(plugin => plugin.State == PluginState.Active))
            plugin.RunJobs(time, logger);
    }

    /// <summary>Removes the private copies of plugins that are not in use; the caller must be the only relay on this folder.</summary>
    public void RemoveOldCopies() => store.RemoveAllBut(plugins.Select(plugin => plugin.Copy).OfType<string>().ToHashSet());

    /// <summary>Takes all handlers out of force and stops the plugins, the last first.</summary>
    public async Task StopAsync()
    {
        await handlers.ClearAsync();
        watch?.Dispose();
        foreach (PluginInstance plugin in plugins.Reverse())
        {
            if (await plugin.StopAsync(options.StopTimeout, time) is { } problem)
                LogStopFailed(logger, plugin.Entry.Name, problem);
        }
    }

    /// <summary>The keys that plugins add to relay.json.</summary>
    public OptionCatalogue Options => new([.. plugins.SelectMany(plugin => plugin.Options)], new AbsentOptions(FoldersNotLoaded).PluginWith);

    /// <summary>Names of the spool stores that loaded plugins have.</summary>
    public IReadOnlyCollection<string> SpoolStores => [.. plugins.SelectMany(plugin => plugin.SpoolStores.Keys)];

    /// <summary>Chooses the resolver that all questions go to.</summary>
    /// <param name="name">As <c>dns.resolver</c> says it. A plugin's that does not run has no answers.</param>
    public void UseResolver(string name) => chosen.Name = name;

    /// <summary>Makes a spool store that a plugin registered under the name; null when none did.</summary>
    /// <exception cref="PluginException">It cannot be made, or its plugin has not started.</exception>
    public ISpoolStore? CreateSpoolStore(string name)
    {
        foreach (PluginInstance plugin in plugins)
        {
            if (!plugin.SpoolStores.TryGetValue(name, out Type? type))
                continue;
            return plugin.State == PluginState.Failed
                ? throw new PluginException($"the spool store '{name}' cannot be used: {plugin.Problem}")
                : plugin.CreateSpoolStore(name, type, loggers.CreateLogger<PluginSpool>());
        }

        return null;
    }

    /// <summary>Carries out a command of a running plugin. Whatever the plugin does wrong is an answer.</summary>
    /// <param name="plugin">The plugin's id, with its instance name after a # when it has one.</param>
    /// <returns>Null when no running plugin of that name has such a command.</returns>
    public async ValueTask<CommandAnswer?> CallAsync(string plugin, string command, IReadOnlyList<string> arguments,
        CancellationToken cancellationToken)
    {
        // Until the command has ended its plugin is not stopped.
        using HandlerLease lease = handlers.Lease();
        return plugins.FirstOrDefault(known => known.Entry.Name == plugin)?.FindCommand(command) is { } found
            ? await found.RunCommandAsync(arguments, cancellationToken)
            : null;
    }

    /// <summary>The handlers of all plugins, in the order of plugins.json.</summary>
    internal IEnumerable<PluginHandler> Registered => plugins.SelectMany(plugin => plugin.Handlers);

    /// <summary>All plugins of plugins.json in its order, those that are off too.</summary>
    public IReadOnlyList<PluginRecord> List() => [.. plugins.Select(plugin => new PluginRecord
    {
        Id = plugin.Entry.Id,
        Instance = plugin.Entry.Instance,
        Version = plugin.Folder?.Manifest.Version,
        State = plugin.State,
        Sdk = plugin.Folder?.Manifest.Sdk,
        BuiltAgainst = plugin.Folder?.Manifest.BuiltAgainst,
        Folder = plugin.Folder?.Path,
        Problem = plugin.Problem ?? (plugin.Switch.SuspendedBy is { } incident ? $"suspended by incident {incident}" : null),
        Health = plugin.Health.State,
        HealthReason = plugin.Health.Reason,
        Handlers = [.. plugin.Handlers.Select(handler => handler.ToRecord())],
    })];

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        meter.Dispose();
    }

    private void CheckOptions(PluginInstance plugin, SettingsObject root, SettingsErrors errors)
    {
        List<ContributedOptions> before = [.. plugins.TakeWhile(other => other != plugin).SelectMany(other => other.Options)];
        foreach (ContributedOptions added in plugin.Options)
        {
            foreach (string clash in OptionClashes.Find(before, added))
                errors.Add(root.Nearest($"plugins[{plugin.Position}]"), clash);
            before.Add(added);
        }
    }

    private IEnumerable<string> FoldersNotLoaded()
    {
        string settingsFolder = Path.GetDirectoryName(Path.GetFullPath(options.File))!;
        HashSet<string> loaded = [.. plugins.Where(plugin => plugin.IsConfigured).Select(plugin => plugin.Folder?.Path).OfType<string>()];
        IEnumerable<string> listed = plugins.Select(plugin => plugin.Entry.Path).OfType<string>()
            .Select(path => Path.GetFullPath(path, settingsFolder));
        IEnumerable<string> shipped = Directory.Exists(options.ShippedFolder) ? Directory.GetDirectories(options.ShippedFolder) : [];
        return listed.Concat(shipped).Where(folder => !loaded.Contains(folder) && Directory.Exists(folder));
    }

    private async Task StartOneAsync(PluginInstance plugin, CancellationToken cancellationToken)
    {
        try
        {
            await plugin.StartAsync(options.StartTimeout, time, cancellationToken);
            LogActive(logger, plugin.Entry.Name);
        }
        catch (PluginException e)
        {
            plugin.Fail(e.Message);
            LogFailed(logger, plugin.Entry.Name, e.Message);
            if (plugin.Entry.OnLoadError == LoadFailure.Tempfail)
                plugin.StandIn();
        }
    }

    private void Report(PluginInstance plugin, SettingsObject root, SettingsErrors errors)
    {
        SettingsNode node = root.Nearest($"plugins[{plugin.Position}]");
        // Handlers that are not known cannot be answered for: going on would let mail past them.
        if (plugin.Entry.Required || plugin.Entry.OnLoadError == LoadFailure.Tempfail)
        {
            errors.Add(node, plugin.Problem!);
            return;
        }

        errors.Warn(node, $"{plugin.Problem!.TrimEnd('.')}. The relay goes on without it.");
        LogFailed(logger, plugin.Entry.Name, plugin.Problem!);
    }
}
