namespace Relay.Core.Dns.Messages;

/// <summary>One EDE option of a response (RFC 8914 §2).</summary>
internal readonly record struct ExtendedDnsError(int Code, string Text)
{
    /// <summary>Whether it says that DNSSEC validation failed (RFC 8914 §4, and the codes registered since).</summary>
    public bool IsDnssec => Code is 1 or 2 or (>= 5 and <= 12) or 25 or 27;

    public override string ToString() => Text.Length == 0 ? $"{Code} {Name}" : $"{Code} {Name}: {Text}";

    private string Name => Code switch
    {
        0 => "Other Error",
        1 => "Unsupported DNSKEY Algorithm",
        2 => "Unsupported DS Digest Type",
        3 => "Stale Answer",
        4 => "Forged Answer",
        5 => "DNSSEC Indeterminate",
        6 => "DNSSEC Bogus",
        7 => "Signature Expired",
        8 => "Signature Not Yet Valid",
        9 => "DNSKEY Missing",
        10 => "RRSIGs Missing",
        11 => "No Zone Key Bit Set",
        12 => "NSEC Missing",
        13 => "Cached Error",
        14 => "Not Ready",
        15 => "Blocked",
        16 => "Censored",
        17 => "Filtered",
        18 => "Prohibited",
        19 => "Stale NXDOMAIN Answer",
        20 => "Not Authoritative",
        21 => "Not Supported",
        22 => "No Reachable Authority",
        23 => "Network Error",
        24 => "Invalid Data",
        25 => "Signature Expired before Valid",
        26 => "Too Early",
        27 => "Unsupported NSEC3 Iterations Value",
        _ => "Unknown Error",
    };
}
