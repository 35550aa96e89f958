using System.Net;

namespace Relay.Core.Tracing;

/// <summary>One conversation as filters see it.</summary>
/// <param name="id">The id of the session or the attempt.</param>
internal sealed class TraceSubject(string id)
{
    // A session may name many domains; a filter may look for a domain that came early.
    private const int MaxDomains = 100;
    private HashSet<string>? named;

    public string Id { get; } = id;

    public required IPAddress Address { get; init; }

    /// <summary>The next hop's name, or what the client called itself.</summary>
    public string? HostName { get; set; }

    /// <summary>The domain that a delivery is for.</summary>
    public string? Domain { get; init; }

    /// <summary>Whether the conversation is about the domain, as far as is known.</summary>
    public bool Concerns(string domain) => domain.Equals(Domain, StringComparison.OrdinalIgnoreCase) || named?.Contains(domain) is true;

    /// <summary>Takes note of a domain that was named.</summary>
    public void Add(string domain)
    {
        named ??= new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        if (named.Count < MaxDomains)
            named.Add(domain);
    }
}
