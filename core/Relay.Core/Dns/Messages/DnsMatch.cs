namespace Relay.Core.Dns.Messages;

/// <summary>How far a message answers the question that was asked.</summary>
internal enum DnsMatch
{
    /// <summary>Another id, another question, not a response: a stray or forged packet.</summary>
    Foreign,

    /// <summary>Ours, cut short: ask again over TCP.</summary>
    Truncated,

    /// <summary>Ours, and not a DNS message all the way.</summary>
    Malformed,

    /// <summary>Ours and readable.</summary>
    Readable,
}
