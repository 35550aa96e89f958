using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Relay.Core.Handlers.Guarding;
using Relay.Core.Settings.Contributed;
using Relay.Sdk.Plugins;
using Relay.Sdk.Spool;

namespace Relay.Core.Plugins;

/// <summary>One entry of plugins.json on its way: off, configured, active, suspended, failed, stopped.</summary>
internal sealed class PluginInstance(PluginEntry entry, int position)
{
    private LoadedPlugin? loaded;
    private PluginContext? context;
    private ServiceProvider? provider;
    private PluginBuilder? builder;
    private PluginState state = PluginState.Off;
    private bool hasStopped;

    internal PluginEntry Entry => entry;

    /// <summary>The place in plugins.json.</summary>
    internal int Position => position;

    internal PluginFolder? Folder { get; set; }

    /// <summary>Why it failed.</summary>
    internal string? Problem { get; private set; }

    internal PluginSwitch Switch { get; } = new();

    /// <summary>The handlers with their options, once configured.</summary>
    internal IReadOnlyList<PluginHandler> Handlers { get; private set; } = [];

    /// <summary>Whether the plugin has registered all that it has.</summary>
    internal bool IsConfigured { get; private set; }

    /// <summary>The keys that it adds to relay.json, once configured.</summary>
    internal IReadOnlyList<ContributedOptions> Options { get; private set; } = [];

    internal IReadOnlyDictionary<string, Type> SpoolStores => builder?.SpoolStores ?? new Dictionary<string, Type>();

    /// <summary>Names of its lookups.</summary>
    internal IReadOnlyList<string> Lookups => builder?.Lookups ?? [];

    /// <summary>Names of its resolvers.</summary>
    internal IReadOnlyList<string> Resolvers => builder?.Resolvers ?? [];

    internal string? Copy => loaded?.Copy;

    /// <summary>What it says of itself.</summary>
    internal Health Health => context?.Health ?? Health.Good;

    internal PluginState State => state == PluginState.Active && Switch.SuspendedBy is not null ? PluginState.Suspended : state;

    /// <summary>Whether its handlers have places in the table.</summary>
    internal bool AnswersEvents =>
        state == PluginState.Active || (state == PluginState.Failed && Handlers.Count > 0 && entry.OnLoadError == LoadFailure.Tempfail);

    internal void Fail(string problem) => (state, Problem) = (PluginState.Failed, problem);

    /// <summary>Lets the plugin read its settings and register its handlers.</summary>
    /// <exception cref="PluginException">It could not.</exception>
    internal async Task ConfigureAsync(LoadedPlugin plugin, PluginContext itsContext, PluginBuilder itsBuilder, TimeSpan timeout, TimeProvider time)
    {
        (loaded, context, builder) = (plugin, itsContext, itsBuilder);
        try
        {
            // On another thread, so that a plugin that never returns does not hold up the start for ever.
            await Task.Run(Configure).WaitAsync(timeout, time);
        }
        catch (TimeoutException)
        {
            throw new PluginException($"plugin {entry.Name}: Configure did not return within {timeout.TotalSeconds} s");
        }
        catch (PluginSettingsException)
        {
            throw;
        }
        catch (Exception e)
        {
            throw new PluginException($"plugin {entry.Name}: Configure threw: {FlatException.Of(e)}");
        }

        Options = builder.Options;
        IsConfigured = true;
        state = PluginState.Configured;
    }

    /// <summary>Puts the handlers with their options.</summary>
    internal void Arrange(PluginDefaults defaults, Func<HandlerIdentity, HandlerCallOptions, PluginSwitch, HandlerGuard> guard) =>
        Handlers = [.. builder!.Handlers.Select(registration =>
        {
            HandlerCallOptions callOptions = HandlerArrangement.OptionsOf(registration, entry, defaults);
            return new PluginHandler(registration, guard(new HandlerIdentity(entry.Name, registration.Name, registration.Kind), callOptions, Switch));
        })];

    /// <summary>Starts the plugin and makes its handlers.</summary>
    /// <exception cref="PluginException">It could not be.</exception>
    internal async Task StartAsync(TimeSpan timeout, TimeProvider time, CancellationToken cancellationToken)
    {
        using CancellationTokenSource deadline = new(timeout, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        using PluginCancellation handed = new(both.Token);
        try
        {
            await Task.Run(() => StartPluginAsync(handed.Token), cancellationToken).WaitAsync(both.Token);
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
        catch (Exception) when (deadline.IsCancellationRequested)
        {
            throw new PluginException($"plugin {entry.Name}: StartAsync did not return within {timeout.TotalSeconds} s");
        }
        catch (PluginException e)
        {
            throw new PluginException($"plugin {entry.Name}: {e.Message}", e);
        }
        catch (Exception e)
        {
            throw new PluginException($"plugin {entry.Name}: StartAsync threw: {FlatException.Of(e)}");
        }

        state = PluginState.Active;
    }

    /// <summary>After a failed start: the handlers are in the table even so, are never called, and answer by their failure policies.</summary>
    internal void StandIn()
    {
        Switch.Suspend(Incident.NewId());
        foreach (PluginHandler handler in Handlers)
            handler.TryMake(provider!);
    }

    /// <summary>Begins to run its jobs; its handlers are in force.</summary>
    internal void RunJobs(TimeProvider time, ILogger logger)
    {
        foreach (PluginHandler handler in Handlers)
            handler.RunJob(time, logger);
    }

    /// <summary>Finds a command.</summary>
    /// <returns>Null when it has none of that name, or does not run.</returns>
    internal PluginHandler? FindCommand(string name) =>
        state == PluginState.Active ? Handlers.FirstOrDefault(handler => handler.Registration.Kind == "command" && handler.Registration.Name == name)
            : null;

    /// <summary>Makes a spool store that the plugin registered.</summary>
    /// <exception cref="PluginException">Its constructor threw.</exception>
    internal ISpoolStore CreateSpoolStore(string name, Type type, ILogger<PluginSpool> logger)
    {
        try
        {
            return new PluginSpool((ISpoolStore)provider!.GetRequiredService(type), new PluginSpoolGuard(name, entry.Name, logger));
        }
        catch (Exception thrown)
        {
            throw new PluginException(PluginSpoolGuard.Problem(name, entry.Name, thrown));
        }
    }

    /// <summary>Stops the plugin and disposes what its services made, in reverse order.</summary>
    /// <returns>What went wrong; null when nothing did.</returns>
    internal async Task<string?> StopAsync(TimeSpan timeout, TimeProvider time)
    {
        if (loaded is null || hasStopped)
            return null;
        hasStopped = true;
        bool wasActive = state == PluginState.Active;
        state = state == PluginState.Failed ? PluginState.Failed : PluginState.Stopped;
        using CancellationTokenSource deadline = new(timeout, time);
        using PluginCancellation handed = new(deadline.Token);
        try
        {
            await Task.Run(() => StopPluginAsync(wasActive, timeout / 3, time, handed.Token), CancellationToken.None).WaitAsync(deadline.Token);
            return null;
        }
        catch (Exception) when (deadline.IsCancellationRequested)
        {
            return $"it did not stop within {timeout.TotalSeconds} s";
        }
        catch (Exception e)
        {
            return FlatException.Of(e);
        }
    }

    private void Configure()
    {
        using (loaded!.EnterContextualReflection())
        {
            loaded.Plugin.Configure(builder!);
            provider = builder!.Close();
            context!.Use(provider);
        }
    }

    private async Task StartPluginAsync(CancellationToken cancellationToken)
    {
        using (loaded!.EnterContextualReflection())
        {
            await loaded.Plugin.StartAsync(context!, cancellationToken);
            // A plugin that returned late has been given up.
            cancellationToken.ThrowIfCancellationRequested();
            foreach (PluginHandler handler in Handlers)
                handler.Make(provider!);
        }
    }

    private async Task StopPluginAsync(bool wasActive, TimeSpan patience, TimeProvider time, CancellationToken cancellationToken)
    {
        await Task.WhenAll(Handlers.Select(handler => handler.DisposeAsync().AsTask())).WaitAsync(patience, time, cancellationToken)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        // Callbacks that the plugin registered on the token may throw or block. The log says so, and the other plugins are still stopped in time.
        Task told = context!.StopAsync();
        await told.WaitAsync(patience, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (wasActive)
            await loaded!.Plugin.StopAsync(cancellationToken);
        if (provider is not null)
            await provider.DisposeAsync();
        if (loaded!.Plugin is IAsyncDisposable asynchronous)
            await asynchronous.DisposeAsync();
        else
            (loaded.Plugin as IDisposable)?.Dispose();
        await told.WaitAsync(cancellationToken);
        context.Dispose();
    }
}
