using Relay.Sdk.Lookups;

namespace Relay.Core.Tests.Lookups;

/// <summary>A lookup made of a lambda; a query that starts with SET changes the store.</summary>
internal sealed class FakeLookup(Func<LookupQuery, ValueTask<LookupResult>> find) : IMailLookup
{
    public List<LookupQuery> Asked { get; } = [];

    public ValueTask<LookupResult> FindAsync(LookupQuery query, CancellationToken cancellationToken)
    {
        lock (Asked)
            Asked.Add(query);
        return find(query);
    }

    public string Quote(string text) => $"<{text}>";

    public bool Changes(LookupQuery query) => query.Text.StartsWith("SET", StringComparison.Ordinal);
}
