using Microsoft.Extensions.Time.Testing;
using Relay.Sdk.Plugins;
using Relay.Sdk.Testing.Dns;

namespace Relay.Sdk.Testing;

/// <summary>What a <see cref="PluginRig"/> or an <see cref="InMemoryRelay"/> runs, and what surrounds the plugins.</summary>
public sealed record RigOptions
{
    /// <summary>The plugins as objects. Each is known by the id of the <see cref="RelayPluginAttribute"/> of its assembly, or, for a class that the
    /// attribute does not name, by its class name in lower-case words without the word Plugin: <c>recipient-cap</c> for
    /// <c>RecipientCapPlugin</c>.</summary>
    public IReadOnlyList<IRelayPlugin> Plugins { get; init; } = [];

    /// <summary>The text of plugins.json, for more than settings: order, deadlines, failure policies, instances. Null: one entry for each plugin, in
    /// their order.</summary>
    public string? PluginsJson { get; init; }

    /// <summary>The text of relay.json, for the keys that the plugins add to it, <c>hostname</c> and <c>dns.resolver</c>. Nothing else in it matters
    /// to a rig; an <see cref="InMemoryRelay"/> runs by all of it.</summary>
    public string RelayJson { get; init; } = "{}";

    /// <summary>The relay's own name, unless <see cref="RelayJson"/> has one.</summary>
    public string Hostname { get; init; } = "relay.example";

    /// <summary>The names that the test makes up: what the relay and the plugins ask, unless a plugin is the resolver.</summary>
    public FakeDns Dns { get; init; } = new();

    /// <summary>The clock of the relay and of the plugins. The default stands still at noon of 2 January 2026 until the test moves it.</summary>
    public TimeProvider Time { get; init; } = new FakeTimeProvider(new DateTimeOffset(2026, 1, 2, 12, 0, 0, TimeSpan.Zero));

    /// <summary>The token of every call of a handler, which fires as at the end of a session.</summary>
    public CancellationToken Ending { get; init; }

    // The settings begin on the first line of the file, so that errors have the lines of the text.
    internal static RigOptions For<TPlugin>(string settings, RigOptions? options)
        where TPlugin : IRelayPlugin, new()
    {
        options ??= new RigOptions();
        if (options.PluginsJson is not null)
            throw new ArgumentException($"a whole {nameof(PluginsJson)} has the settings in it; hand the plugin over in {nameof(Plugins)}",
                nameof(options));
        var plugin = new TPlugin();
        IEnumerable<string> others = options.Plugins.Select(static other => $", {{ \"id\": \"{RigPlugins.IdOf(other)}\" }}");
        return options with
        {
            Plugins = [plugin, .. options.Plugins],
            PluginsJson = $"{{ \"plugins\": [ {{ \"id\": \"{RigPlugins.IdOf(plugin)}\", \"settings\": {settings}\n}}{string.Concat(others)} ] }}",
        };
    }
}
