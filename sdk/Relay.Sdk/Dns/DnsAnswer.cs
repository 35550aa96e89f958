namespace Relay.Sdk.Dns;

/// <summary>The answer to one question.</summary>
public sealed record DnsAnswer
{
    /// <summary>The DNSSEC state of the whole answer, CNAME chain included. With Bogus and Failure there are no records.</summary>
    public required DnsSecurity Security { get; init; }

    /// <summary>The records of the asked type at the end of the CNAME chain; empty for "no such name" and "no such data".</summary>
    public IReadOnlyList<DnsRecord> Records { get; init; } = [];

    /// <summary>The aliases followed, in order; empty without CNAME.</summary>
    public IReadOnlyList<DnsRecord.Name> Aliases { get; init; } = [];

    /// <summary>The name does not exist (RFC 2308 §2.1), rather than having no such data.</summary>
    public bool NameError { get; init; }

    /// <summary>How long the answer may be kept from now: the least of its records and aliases; for empty answers as RFC 2308 §5 says.</summary>
    public TimeSpan TimeToLive { get; init; }

    /// <summary>For the log: why there is no answer, with the resolver's extended error (RFC 8914) where it gave one; null otherwise.</summary>
    public string? Problem { get; init; }

    /// <summary>Whether the resolver gave a usable answer, even an empty one.</summary>
    public bool IsUsable => Security is DnsSecurity.Secure or DnsSecurity.Insecure;
}
