using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Relay.Sdk.Lookups;
using Relay.Sdk.Plugins;

namespace Relay.Sdk.Testing;

/// <summary>A lookup for the handlers that ask it: a plugin of its own, with the id <c>lookup-NAME</c>.</summary>
/// <remarks>It quotes as SQL does, <c>it's</c> as <c>'it''s'</c>, so that a test sees which parts of a query were quoted.</remarks>
/// <example><code>
/// var redis = new FakeLookup("redis") { ["SISMEMBER denied 'mallory@sender.example'"] = "1" };
/// await using PluginRig rig = await PluginRig.StartAsync&lt;DenyPlugin&gt;(options: new RigOptions { Plugins = [redis] });
/// </code></example>
/// <param name="name">The lookup's name.</param>
/// <param name="options">How it is called; the style Query and nothing kept when not given.</param>
public sealed class FakeLookup(string name, LookupOptions? options = null) : IRelayPlugin
{
    private readonly ConcurrentDictionary<string, string> values = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<LookupQuery> asked = new();

    /// <summary>Whether the store behind it is out of reach: then every answer is Unavailable.</summary>
    public bool IsUnavailable { get; set; }

    /// <summary>Every query that came so far, in order.</summary>
    public IReadOnlyCollection<LookupQuery> Asked => asked;

    internal string Id => $"lookup-{name.Replace('_', '-')}";

    /// <summary>The value that a query finds; all others find nothing.</summary>
    public string this[string query]
    {
        get => values[query];
        set => values[query] = value;
    }

    /// <inheritdoc/>
    public void Configure(IPluginBuilder relay)
    {
        relay.Services.AddSingleton(this);
        relay.Lookup<Store>(name, options);
    }

    private sealed class Store(FakeLookup fake) : IMailLookup
    {
        public ValueTask<LookupResult> FindAsync(LookupQuery query, CancellationToken cancellationToken)
        {
            fake.asked.Enqueue(query);
            if (fake.IsUnavailable)
                return new(LookupResult.NotNow("the test says so"));
            return new(fake.values.TryGetValue(query.Text, out string? value) ? LookupResult.Of(value) : LookupResult.NoMatch());
        }

        public string Quote(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
    }
}
