using Relay.Sdk.Lookups;

namespace EveryKind;

/// <summary>Knows of one@ and nothing else.</summary>
internal sealed class Tell(Trouble trouble) : IMailLookup
{
    public ValueTask<LookupResult> FindAsync(LookupQuery query, CancellationToken cancellationToken) =>
        trouble.Or<LookupResult>(() => query.Text == "'one'" ? LookupResult.Of("refused by lookup") : LookupResult.NoMatch(), cancellationToken);

    public string Quote(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
}
