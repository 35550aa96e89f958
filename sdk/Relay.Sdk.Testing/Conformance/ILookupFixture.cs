using Relay.Sdk.Lookups;

namespace Relay.Sdk.Testing.Conformance;

/// <summary>What <see cref="LookupConformance"/> needs to know of a lookup.</summary>
public interface ILookupFixture
{
    /// <summary>The lookup, on a store that answers.</summary>
    IMailLookup Lookup { get; }

    /// <summary>A key that the store has, with one value.</summary>
    string Key { get; }

    /// <summary>Its value.</summary>
    string Value { get; }

    /// <summary>The query for a key, as in <c>$"GET {quoted}"</c>.</summary>
    /// <param name="quoted">The key, quoted by the lookup, or as it is for a lookup that takes a peer's text.</param>
    LookupQuery QueryFor(string quoted);

    /// <summary>Takes the store away.</summary>
    /// <returns>False for a lookup whose store cannot be out of reach.</returns>
    ValueTask<bool> BreakAsync() => new(false);
}
