namespace Relay.Sdk.Lookups;

/// <summary>What a lookup is asked with.</summary>
public enum LookupStyle
{
    /// <summary>A query in the store's language, as in SQL.</summary>
    Query,

    /// <summary>A key, as of a file of keys and values.</summary>
    SingleKey,
}
