using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Relay.Core.Tracing;

namespace Relay.Host.Tracing;

/// <summary>What to follow, as the query of a URL.</summary>
internal static class TraceQuery
{
    /// <exception cref="FormatException">A name is unknown or repeated.</exception>
    public static TraceFilter Read(IQueryCollection query)
    {
        foreach ((string name, StringValues values) in query)
            if (name is not ("host" or "domain") || values.Count != 1)
                throw new FormatException($"'{name}' is unknown here or there twice; expected host, domain");
        return new TraceFilter { Host = Value("host"), Domain = Value("domain") };

        string? Value(string name) => query.TryGetValue(name, out StringValues value) ? value.ToString() : null;
    }

    public static string Write(TraceFilter filter)
    {
        (string Name, string? Value)[] pairs = [("host", filter.Host), ("domain", filter.Domain)];
        string[] parts = [.. pairs.Where(pair => pair.Value is not null).Select(pair => $"{pair.Name}={Uri.EscapeDataString(pair.Value!)}")];
        return parts.Length == 0 ? "" : "?" + string.Join('&', parts);
    }
}
