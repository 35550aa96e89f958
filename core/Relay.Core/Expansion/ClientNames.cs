using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Relay.Sdk.Dns;

namespace Relay.Core.Expansion;

/// <summary>Looks one client up in the DNS.</summary>
internal sealed class ClientNames(IDnsResolver dns, IPAddress address)
{
    // A host has a name or two; a reverse zone with more would make the relay ask many questions.
    private const int MaxNames = 10;
    private readonly IPAddress client = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
    private IReadOnlyList<string>? known;

    /// <summary>Finds the client's names: those that its address leads to and that lead back to its address.</summary>
    /// <returns>A-labels without a trailing dot; empty when it has none; null when the DNS gave no answer.</returns>
    public async ValueTask<IReadOnlyList<string>?> NamesAsync(CancellationToken cancellationToken) => known ??= await FindAsync(cancellationToken);

    /// <summary>Finds the addresses of a name in the client's address family.</summary>
    /// <returns>Empty when there are none; null when the DNS gave no answer.</returns>
    public async ValueTask<IReadOnlyList<IPAddress>?> AddressesAsync(string name, CancellationToken cancellationToken)
    {
        DnsRecordType type = client.AddressFamily == AddressFamily.InterNetwork ? DnsRecordType.A : DnsRecordType.AAAA;
        DnsAnswer answer = await dns.ResolveAsync(name, type, cancellationToken);
        return answer.IsUsable ? [.. answer.Records.OfType<DnsRecord.Address>().Select(record => record.Value)] : null;
    }

    /// <summary>The name that PTR records of an address stand at (RFC 1035 §3.5, RFC 3596 §2.5).</summary>
    public static string ReverseName(IPAddress address)
    {
        byte[] octets = address.GetAddressBytes();
        var name = new StringBuilder(72);
        for (int i = octets.Length - 1; i >= 0; i--)
        {
            if (octets.Length == 4)
                name.Append(CultureInfo.InvariantCulture, $"{octets[i]}.");
            else
                name.Append(CultureInfo.InvariantCulture, $"{octets[i] & 15:x}.{octets[i] >> 4:x}.");
        }

        return name.Append(octets.Length == 4 ? "in-addr.arpa" : "ip6.arpa").ToString();
    }

    // The owner of the reverse zone can write any name there; only the owner of the name can point it at the address. A name that cannot be
    // looked up makes all of them unknown, since a list may say "not" of just that name.
    private async ValueTask<IReadOnlyList<string>?> FindAsync(CancellationToken cancellationToken)
    {
        DnsAnswer answer = await dns.ResolveAsync(ReverseName(client), DnsRecordType.PTR, cancellationToken);
        if (!answer.IsUsable)
            return null;
        var confirmed = new List<string>();
        foreach (DnsRecord.Name record in answer.Records.OfType<DnsRecord.Name>().Take(MaxNames))
        {
            if (await AddressesAsync(record.Target, cancellationToken) is not { } addresses)
                return null;
            if (addresses.Contains(client))
                confirmed.Add(record.Target);
        }

        return confirmed;
    }
}
