using System.Collections.Concurrent;
using System.Net;
using Relay.Sdk.Dns;

namespace Relay.TestKit.Dns;

/// <summary>A resolver in memory. Names that were never mentioned do not exist; answers are Insecure unless said otherwise.</summary>
/// <remarks>Add records before the system under test asks; asking is safe from many threads.</remarks>
public sealed class FakeDns : IDnsResolver
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private const int LongestChain = 8;

    private readonly ConcurrentDictionary<string, ConcurrentQueue<DnsRecord>> _records = new();
    private readonly ConcurrentDictionary<(string Name, DnsRecordType Type), DnsAnswer> _answers = new();
    private readonly ConcurrentDictionary<string, DnsSecurity> _security = new();
    private readonly ConcurrentQueue<(string Name, DnsRecordType Type)> _asked = new();

    /// <summary>Every question so far, in order.</summary>
    public IReadOnlyCollection<(string Name, DnsRecordType Type)> Asked => _asked;

    /// <summary>Adds A or AAAA records.</summary>
    public FakeDns Address(string name, params IReadOnlyList<string> addresses)
    {
        foreach (var address in addresses) Add(new DnsRecord.Address(Canonical(name), Hour, IPAddress.Parse(address)));
        return this;
    }

    /// <summary>Adds an MX record; the exchange "" is the null MX of RFC 7505.</summary>
    public FakeDns Mx(string domain, int preference, string exchange) =>
        Add(new DnsRecord.MailExchange(Canonical(domain), Hour, preference, Canonical(exchange)));

    /// <summary>Makes a name an alias.</summary>
    public FakeDns Cname(string name, string target) => Add(new DnsRecord.Name(Canonical(name), Hour, DnsRecordType.CNAME, Canonical(target)));

    /// <summary>Names an address (in-addr.arpa or ip6.arpa name).</summary>
    public FakeDns Ptr(string arpaName, string target) => Add(new DnsRecord.Name(Canonical(arpaName), Hour, DnsRecordType.PTR, Canonical(target)));

    /// <summary>Adds a TXT record.</summary>
    public FakeDns Txt(string name, string text) => Add(new DnsRecord.Text(Canonical(name), Hour, text));

    /// <summary>Adds an SRV record.</summary>
    public FakeDns Srv(string name, int priority, int weight, int port, string target) =>
        Add(new DnsRecord.Service(Canonical(name), Hour, priority, weight, port, Canonical(target)));

    /// <summary>Adds a TLSA record.</summary>
    public FakeDns Tlsa(string name, int usage, int selector, int matchingType, ReadOnlyMemory<byte> data) =>
        Add(new DnsRecord.TlsAssociation(Canonical(name), Hour, usage, selector, matchingType, data));

    /// <summary>Adds any record.</summary>
    public FakeDns Add(DnsRecord record)
    {
        _records.GetOrAdd(record.Owner, _ => new ConcurrentQueue<DnsRecord>()).Enqueue(record);
        return this;
    }

    /// <summary>Gives every answer at or below a zone this state; the longest zone wins. Bogus and Failure take the records away.</summary>
    public FakeDns Zone(string zone, DnsSecurity security)
    {
        _security[Canonical(zone)] = security;
        return this;
    }

    /// <summary>Answers one question so, whatever the records say.</summary>
    public FakeDns Answer(string name, DnsRecordType type, DnsAnswer answer)
    {
        _answers[(Canonical(name), type)] = answer;
        return this;
    }

    /// <summary>Lets one question fail.</summary>
    public FakeDns Fail(string name, DnsRecordType type, string problem = "SERVFAIL") =>
        Answer(name, type, new DnsAnswer { Security = DnsSecurity.Failure, Problem = problem });

    /// <inheritdoc/>
    public ValueTask<DnsAnswer> ResolveAsync(string name, DnsRecordType type, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var asked = Canonical(name);
        _asked.Enqueue((asked, type));
        return ValueTask.FromResult(Find(asked, type));
    }

    private DnsAnswer Find(string name, DnsRecordType type)
    {
        List<DnsRecord.Name> aliases = [];
        var security = DnsSecurity.Secure;
        while (true)
        {
            if (_answers.TryGetValue((name, type), out var prepared)) return prepared;
            var state = SecurityOf(name);
            if (state is DnsSecurity.Bogus or DnsSecurity.Failure) return new DnsAnswer { Security = state, Problem = $"{state} zone" };
            if (state == DnsSecurity.Insecure) security = DnsSecurity.Insecure;

            var exists = _records.TryGetValue(name, out var records);
            DnsRecord[] found = [.. (records ?? []).Where(record => TypeOf(record) == type)];
            var alias = records?.OfType<DnsRecord.Name>().FirstOrDefault(record => record.Type == DnsRecordType.CNAME);
            if (found.Length > 0 || alias is null)
                return new DnsAnswer { Security = security, Records = found, Aliases = aliases, NameError = !exists && !HasChildren(name), TimeToLive = Hour };
            if (aliases.Count == LongestChain) return new DnsAnswer { Security = DnsSecurity.Failure, Problem = "CNAME chain too long" };
            aliases.Add(alias);
            name = alias.Target;
        }
    }

    private DnsSecurity SecurityOf(string name)
    {
        for (var zone = name; ; zone = zone[(zone.IndexOf('.') + 1)..])
        {
            if (_security.TryGetValue(zone, out var security)) return security;
            if (zone.Length == 0) return DnsSecurity.Insecure;
            if (!zone.Contains('.')) return _security.GetValueOrDefault("", DnsSecurity.Insecure);
        }
    }

    private bool HasChildren(string name) => _records.Keys.Any(owner => owner.EndsWith("." + name, StringComparison.Ordinal));

    private static DnsRecordType TypeOf(DnsRecord record) => record switch
    {
        DnsRecord.Address { Value.AddressFamily: System.Net.Sockets.AddressFamily.InterNetwork } => DnsRecordType.A,
        DnsRecord.Address => DnsRecordType.AAAA,
        DnsRecord.MailExchange => DnsRecordType.MX,
        DnsRecord.Text => DnsRecordType.TXT,
        DnsRecord.Name alias => alias.Type,
        DnsRecord.Service => DnsRecordType.SRV,
        DnsRecord.TlsAssociation => DnsRecordType.TLSA,
        DnsRecord.Other other => other.Type,
        _ => throw new ArgumentOutOfRangeException(nameof(record)),
    };

    private static string Canonical(string name) => name.TrimEnd('.').ToLowerInvariant();
}
