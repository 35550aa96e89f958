namespace Relay.Sdk.Filters;

/// <summary>Checks names of header fields (RFC 5322 §3.6.8).</summary>
internal static class FieldNameText
{
    /// <exception cref="ArgumentException">A header field cannot have the name.</exception>
    internal static void Check(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (name.Length == 0 || name.AsSpan().ContainsAnyExceptInRange('!', '~') || name.Contains(':', StringComparison.Ordinal))
            throw new ArgumentException($"'{name}' cannot be the name of a header field", nameof(name));
    }
}
