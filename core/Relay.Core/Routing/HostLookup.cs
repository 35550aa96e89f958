using System.Net;
using System.Net.Sockets;
using Relay.Core.Settings;
using Relay.Sdk.Dns;

namespace Relay.Core.Routing;

/// <summary>Looks up the addresses of mail hosts.</summary>
internal sealed class HostLookup(IDnsResolver dns)
{
    /// <summary>What came of one host.</summary>
    /// <param name="Host">The host; null when it has no usable address.</param>
    /// <param name="Problem">Why the DNS gave no answer; null when it answered.</param>
    /// <param name="NameError">The name does not exist.</param>
    internal readonly record struct Found(RouteHost? Host, string? Problem, bool NameError)
    {
        /// <summary>An address that the host has but that is not used; null when the host can be used, or has none.</summary>
        public IPAddress? LeftOut { get; init; }
    }

    /// <param name="name">The host.</param>
    /// <param name="families">The transport's wish.</param>
    /// <param name="localToo">Whether loopback and link-local addresses are used.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async ValueTask<Found> FindAsync(HostName name, AddressFamilies families, bool localToo, CancellationToken cancellationToken)
    {
        if (HostAddress.TryParse(name.Name, out IPAddress? literal))
            return Literal(name, literal, families, localToo);
        ValueTask<DnsAnswer> six = AskAsync(name.Name, DnsRecordType.AAAA, AddressFamily.InterNetworkV6, families, cancellationToken);
        DnsAnswer a;
        DnsAnswer aaaa;
        try
        {
            a = await AskAsync(name.Name, DnsRecordType.A, AddressFamily.InterNetwork, families, cancellationToken);
        }
        finally
        {
            aaaa = await six;
        }

        IReadOnlyList<IPAddress> addresses = AddressOrder.Arrange(families, localToo, AddressesOf(a), AddressesOf(aaaa));
        if (addresses.Count == 0)
        {
            IPAddress? leftOut = AddressesOf(a).Concat(AddressesOf(aaaa)).FirstOrDefault();
            DnsAnswer? failed = !a.IsUsable ? a : !aaaa.IsUsable ? aaaa : null;
            return new Found(null, failed is null ? null : failed.Problem ?? failed.Security.ToString(), a.NameError
                || aaaa.NameError)
            { LeftOut = leftOut };
        }

        RouteHost host = Make(name, addresses, Together(a, aaaa));
        IReadOnlyList<DnsRecord.Name> aliases = a.Aliases.Count > 0 ? a.Aliases : aaaa.Aliases;
        if (aliases.Count > 0)
            host = host with
            {
                Aliases = aliases,
                FirstAliasSecurity = await FirstAliasSecurityAsync(name.Name, host.AddressSecurity,
                cancellationToken)
            };
        return new Found(host, null, false);
    }

    private static Found Literal(HostName name, IPAddress address, AddressFamilies families, bool localToo)
    {
        IReadOnlyList<IPAddress> addresses = address.AddressFamily == AddressFamily.InterNetwork
            ? AddressOrder.Arrange(families, localToo, [address], [])
            : AddressOrder.Arrange(families, localToo, [], [address]);
        return addresses.Count == 0
            ? new Found(null, null, false) { LeftOut = address }
            : new Found(Make(name, addresses, DnsSecurity.Insecure), null, false);
    }

    private static RouteHost Make(HostName name, IReadOnlyList<IPAddress> addresses, DnsSecurity security) => new()
    {
        Name = name.Name,
        Port = name.Port,
        Addresses = addresses,
        Preference = name.Preference,
        MxSecurity = name.MxSecurity,
        MxAliases = name.MxAliases ?? [],
        AddressSecurity = security,
    };

    private static readonly DnsAnswer NotAsked = new() { Security = DnsSecurity.Secure };

    private ValueTask<DnsAnswer> AskAsync(
        string name, DnsRecordType type, AddressFamily family, AddressFamilies families, CancellationToken cancellationToken) =>
        AddressOrder.Wants(families, family) ? dns.ResolveAsync(name, type, cancellationToken) : ValueTask.FromResult(NotAsked);

    // RFC 7672 §2.2.2: TLSA records may stand at an alias that is secure although what it leads to is not. Where all is secure, so is the first
    // alias.
    private async ValueTask<DnsSecurity> FirstAliasSecurityAsync(string name, DnsSecurity chain, CancellationToken cancellationToken) =>
        chain == DnsSecurity.Secure ? chain : (await dns.ResolveAsync(name, DnsRecordType.CNAME, cancellationToken)).Security;

    private static List<IPAddress> AddressesOf(DnsAnswer answer)
    {
        var addresses = new List<IPAddress>(answer.Records.Count);
        foreach (DnsRecord record in answer.Records)
        {
            if (record is DnsRecord.Address address)
                addresses.Add(address.Value);
        }

        return addresses;
    }

    // RFC 7672 §2.2.2 asks for the security of the address records; one answer that is not secure taints the host.
    private static DnsSecurity Together(DnsAnswer a, DnsAnswer aaaa)
    {
        if (a.Security == DnsSecurity.Bogus || aaaa.Security == DnsSecurity.Bogus)
            return DnsSecurity.Bogus;
        if (a.Security == DnsSecurity.Failure || aaaa.Security == DnsSecurity.Failure)
            return DnsSecurity.Failure;
        return a.Security == DnsSecurity.Secure && aaaa.Security == DnsSecurity.Secure ? DnsSecurity.Secure : DnsSecurity.Insecure;
    }
}
