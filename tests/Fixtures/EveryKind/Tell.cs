using Relay.Sdk.Lookups;

namespace EveryKind;

/// <summary>Knows of one@ and nothing else.</summary>
internal sealed class Tell(EveryKindSettings settings, Trouble trouble) : IMailLookup
{
    public string Scheme => settings.Scheme;

    public ValueTask<Answer> FindAsync(LookupQuery query, CancellationToken cancellationToken) =>
        trouble.Or<Answer>(() => query.Key == "'one'" ? new Answer.Found("refused by lookup") : new Answer.Missing(), cancellationToken);

    public string Quote(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
}
