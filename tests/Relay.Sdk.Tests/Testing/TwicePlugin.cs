using Relay.Sdk.Lookups;
using Relay.Sdk.Plugins;

namespace Relay.Sdk.Tests.Testing;

/// <summary>Registers two lookups of one name.</summary>
internal sealed class TwicePlugin : IRelayPlugin
{
    public void Configure(IPluginBuilder relay)
    {
        relay.Lookup<Empty>("tell", new LookupOptions { Name = "first" });
        relay.Lookup<Empty>("tell", new LookupOptions { Name = "second" });
    }

    private sealed class Empty : IMailLookup
    {
        public ValueTask<LookupResult> FindAsync(LookupQuery query, CancellationToken cancellationToken) => new(LookupResult.NoMatch());

        public string Quote(string text) => text;
    }
}
