using Microsoft.Extensions.Time.Testing;
using Relay.Core.Handlers;
using Relay.Sdk.Authentication;
using Relay.Sdk.Dns;
using Relay.Sdk.Filters;
using Relay.Sdk.Lookups;
using Relay.Sdk.Plugins;
using Relay.Sdk.Routing;
using Relay.Sdk.Testing.Dns;
using Relay.Sdk.Tls;

namespace Relay.Sdk.Testing;

/// <summary>Runs a plugin as the relay does, without a relay around it: settings from text, handlers under their deadlines and failure
/// policies.</summary>
/// <remarks>
/// What the relay's guards do is done here too: a decision that throws or is late defers with 451, a lookup that fails is Unavailable, and the log
/// has why. Deadlines pass on <see cref="Clock"/>, so a handler that hangs costs a test no time. A job runs when the test says so.
/// </remarks>
/// <example><code>
/// await using PluginRig rig = await PluginRig.StartAsync&lt;RecipientCapPlugin&gt;("""{ "maxRecipients": 150 }""");
/// Verdict verdict = await rig.DecideAsync(SomeMoment.RecipientOffered(accepted: 150));
/// </code></example>
public sealed partial class PluginRig : IAsyncDisposable
{
    private readonly RigPlugins plugins;
    private readonly RigQueue queue = new();

    private PluginRig(RigPlugins plugins)
    {
        this.plugins = plugins;
        queue.Open(plugins.Host, plugins.Settings, plugins.Options.Time, plugins.Log);
    }

    /// <summary>The clock of the relay and the plugins.</summary>
    /// <exception cref="InvalidOperationException"><see cref="RigOptions.Time"/> is another kind of clock.</exception>
    public FakeTimeProvider Clock =>
        plugins.Options.Time as FakeTimeProvider ?? throw new InvalidOperationException("the rig runs on a clock of the test's own");

    /// <summary>The names that the test makes up.</summary>
    public FakeDns Dns => plugins.Options.Dns;

    /// <summary>The resolver that all questions go to: that of a plugin, guarded, when <c>dns.resolver</c> in <see cref="RigOptions.RelayJson"/>
    /// names it, else <see cref="Dns"/>.</summary>
    public IDnsResolver Resolver => plugins.Host.Dns;

    /// <summary>What the plugins and the relay's guards have logged.</summary>
    public CapturedLog Log => plugins.Log;

    /// <summary>The folder of plugins.json (<see cref="IPluginContext.SettingsFolder"/>), of this rig alone; it is deleted with the rig.</summary>
    public string Folder => plugins.Folder;

    /// <summary>The handlers of all plugins, in the order of registration.</summary>
    public IReadOnlyList<RegisteredHandler> Handlers =>
        [.. plugins.Host.List().SelectMany(static plugin => plugin.Handlers,
            static (plugin, handler) => new RegisteredHandler(handler.Name, handler.Kind)
        {
            Plugin = plugin.Name,
            Order = handler.Order,
            Timeout = handler.Timeout,
            OnError = handler.OnError,
            Calls = handler.Calls,
            Errors = handler.Errors,
            IsBreakerOpen = handler.BreakerOpen,
        })];

    /// <summary>The messages that plugins have submitted (<see cref="Submission.ISubmission"/>), in order. Nothing is delivered.</summary>
    public IReadOnlyList<SubmittedMail> Submitted => queue.Mail;

    /// <summary>The message filters, guarded, in the order of asking. <see cref="FilterAsync"/> asks them all and applies their edits.</summary>
    public IReadOnlyList<IMessageFilter> Filters => plugins.Host.Handlers.Filters;

    /// <summary>The seals, guarded, in the order of asking.</summary>
    public IReadOnlyList<IMessageSeal> Seals => [.. plugins.Host.Handlers.Seals.Select(static registered => registered.Seal)];

    /// <summary>The routers, guarded, in the order of asking.</summary>
    public IReadOnlyList<IRouter> Routers => plugins.Host.Handlers.Routers;

    /// <summary>The authenticators, guarded, in the order of asking.</summary>
    public IReadOnlyList<IAuthenticator> Authenticators => plugins.Host.Handlers.Authenticators;

    /// <summary>The TLS policies, guarded, in the order of plugins.json.</summary>
    public IReadOnlyList<ITlsPolicy> TlsPolicies => [.. plugins.Host.Handlers.TlsPolicies.Select(static named => named.Policy)];

    /// <summary>Configures and starts one plugin.</summary>
    /// <param name="settings">The text of its <c>settings</c> in plugins.json.</param>
    /// <param name="options">What surrounds it; its <see cref="RigOptions.Plugins"/> come behind this plugin.</param>
    /// <exception cref="RigException">The settings are wrong, or the plugin cannot run.</exception>
    public static Task<PluginRig> StartAsync<TPlugin>(string settings = "{}", RigOptions? options = null)
        where TPlugin : IRelayPlugin, new() => StartAsync(RigOptions.For<TPlugin>(settings, options));

    /// <summary>Configures and starts plugins.</summary>
    /// <exception cref="RigException">The settings are wrong, or a plugin cannot run.</exception>
    public static async Task<PluginRig> StartAsync(RigOptions options)
    {
        RigPlugins plugins = await RigPlugins.LoadAsync(options);
        try
        {
            await plugins.StartAsync();
            return new PluginRig(plugins);
        }
        catch
        {
            await plugins.DisposeAsync();
            throw;
        }
    }

    /// <summary>Configures one plugin, and starts nothing.</summary>
    /// <returns>What <c>relay check</c> would show, one line for each error or warning; empty when nothing is wrong. A line of the settings has the
    /// number that it has in the text.</returns>
    public static Task<IReadOnlyList<string>> CheckAsync<TPlugin>(string settings = "{}", RigOptions? options = null)
        where TPlugin : IRelayPlugin, new() => CheckAsync(RigOptions.For<TPlugin>(settings, options));

    /// <summary>Configures plugins, and starts nothing.</summary>
    /// <inheritdoc cref="CheckAsync{TPlugin}(string, RigOptions?)"/>
    public static async Task<IReadOnlyList<string>> CheckAsync(RigOptions options)
    {
        await using RigPlugins plugins = await RigPlugins.LoadAsync(options);
        return plugins.Findings;
    }

    /// <summary>Reads other text of relay.json, as SIGHUP makes the relay do. When nothing is wrong, the plugins' keys of it are in force from now
    /// on.</summary>
    /// <returns>What is wrong; empty when nothing is.</returns>
    public IReadOnlyList<string> Reload(string relayJson) => plugins.Reload(relayJson);

    /// <summary>What the first plugin last reported of itself.</summary>
    public HealthState Health => plugins.Host.List()[0].Health;

    /// <summary>Why the first plugin is not in good health; null when it is.</summary>
    public string? HealthReason => plugins.Host.List()[0].HealthReason;

    /// <summary>A lookup by its name, as <see cref="IPluginContext.FindLookup"/> gives it to askers: with quoting, kept answers and shared
    /// calls.</summary>
    public LookupHandle FindLookup(string name) => new NamedLookup(name, plugins.Host.Handlers);

    /// <summary>Stops the plugins.</summary>
    /// <exception cref="RigException">A plugin does not come back from its stop.</exception>
    public async ValueTask DisposeAsync()
    {
        await plugins.DisposeAsync();
        await queue.DisposeAsync();
    }
}
