using System.Net;

namespace Relay.Sdk.Dns;

/// <summary>One resource record of an answer. Closed: one of the nested records.</summary>
/// <param name="Owner">The owner name, lower case, without a trailing dot; "" for the root.</param>
/// <param name="TimeToLive">As the resolver gave it; how long the answer as a whole may be kept is in <see cref="DnsAnswer.TimeToLive"/>.</param>
public abstract record DnsRecord(string Owner, TimeSpan TimeToLive)
{
    /// <summary>A or AAAA (RFC 1035 §3.4.1, RFC 3596 §2.1).</summary>
    public sealed record Address(string Owner, TimeSpan TimeToLive, IPAddress Value) : DnsRecord(Owner, TimeToLive);

    /// <summary>MX (RFC 1035 §3.3.9), a lower preference first; the exchange is "" for the null MX of RFC 7505.</summary>
    public sealed record MailExchange(string Owner, TimeSpan TimeToLive, int Preference, string Exchange) : DnsRecord(Owner, TimeToLive);

    /// <summary>TXT; the strings of one record joined (RFC 7208 §3.3).</summary>
    public sealed record Text(string Owner, TimeSpan TimeToLive, string Value) : DnsRecord(Owner, TimeToLive);

    /// <summary>CNAME, NS or PTR: a record whose data is a name.</summary>
    public sealed record Name(string Owner, TimeSpan TimeToLive, DnsRecordType Type, string Target) : DnsRecord(Owner, TimeToLive);

    /// <summary>SRV (RFC 2782), a lower priority first; the target is "" where the service is not offered.</summary>
    public sealed record Service(string Owner, TimeSpan TimeToLive, int Priority, int Weight, int Port, string Target) : DnsRecord(Owner, TimeToLive);

    /// <summary>TLSA (RFC 6698 §2.1).</summary>
    public sealed record TlsAssociation(string Owner, TimeSpan TimeToLive, int Usage, int Selector, int MatchingType, ReadOnlyMemory<byte> Data)
        : DnsRecord(Owner, TimeToLive);

    /// <summary>Any other type, as its octets.</summary>
    public sealed record Other(string Owner, TimeSpan TimeToLive, DnsRecordType Type, ReadOnlyMemory<byte> Data) : DnsRecord(Owner, TimeToLive);
}
