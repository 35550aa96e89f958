using Relay.Sdk.Lookups;
using Relay.Sdk.Plugins;

namespace EveryKind;

/// <summary>Asks itself, without end.</summary>
internal sealed class AskOneself(IPluginContext relay) : IMailLookup
{
    public ValueTask<LookupResult> FindAsync(LookupQuery query, CancellationToken cancellationToken) =>
        relay.FindLookup("circle").FindAsync(query, cancellationToken);

    public string Quote(string text) => text;
}
