using System.Net;
using Relay.Core.Dns.Messages;
using Relay.Sdk.Dns;

namespace Relay.Core.Dns;

/// <summary>Questions that are answered without asking a server.</summary>
internal static class SpecialNames
{
    private static readonly DnsAnswer NoSuchName = new() { Security = DnsSecurity.Insecure, NameError = true, Problem = "not a domain name" };

    public static DnsAnswer? Find(DnsQuestion question)
    {
        Span<byte> wire = stackalloc byte[DnsName.MaxWireOctets];
        // Text that no DNS name can have does not exist; to call it a failure would keep mail for it in the queue for days.
        if (!DnsName.TryWrite(question.Name, wire, out _))
            return NoSuchName;
        return IsLocalhost(question.Name) ? Localhost(question) : null;
    }

    /// <summary>RFC 6761 §6.3: these always mean the loopback addresses, whatever a server would say.</summary>
    private static bool IsLocalhost(string name) => name == "localhost" || name.EndsWith(".localhost", StringComparison.Ordinal);

    private static DnsAnswer Localhost(DnsQuestion question)
    {
        IPAddress? address = question.Type switch
        {
            DnsRecordType.A => IPAddress.Loopback,
            DnsRecordType.AAAA => IPAddress.IPv6Loopback,
            _ => null,
        };
        return new DnsAnswer
        {
            Security = DnsSecurity.Insecure,
            Records = address is null ? [] : [new DnsRecord.Address(question.Name, TimeSpan.Zero, address)],
        };
    }
}
