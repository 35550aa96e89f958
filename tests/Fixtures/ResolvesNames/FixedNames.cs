using System.Net;
using Relay.Sdk.Dns;

namespace ResolvesNames;

internal sealed class FixedNames(ResolvesNamesSettings settings, IDnsResolver relay) : IDnsResolver
{
    public async ValueTask<DnsAnswer> ResolveAsync(string name, DnsRecordType type, CancellationToken cancellationToken)
    {
        if (!settings.Addresses.TryGetValue(name, out string? text))
            return await relay.ResolveAsync(name, type, cancellationToken);
        if (text == "broken")
            throw new InvalidOperationException("the list of names is broken");
        DnsRecord[] records = type == DnsRecordType.A ? [new DnsRecord.Address(name, TimeSpan.FromMinutes(1), IPAddress.Parse(text))] : [];
        return new DnsAnswer { Security = DnsSecurity.Secure, Records = records, TimeToLive = TimeSpan.FromMinutes(1) };
    }
}
