using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Relay.Sdk.Dns;

namespace Relay.Sdk.Testing.Dns;

/// <summary>A resolver in memory. Names that were never mentioned do not exist; answers are Insecure unless a <see cref="Zone"/> says
/// otherwise.</summary>
/// <remarks>Records may be added at any time, and asking is safe from many threads. Names are taken in any case, with or without the dot at the
/// end.</remarks>
/// <example><code>
/// FakeDns dns = new FakeDns().Mx("dest.example", 10, "mx.dest.example").Address("mx.dest.example", "192.0.2.2").Tlsa("mx.dest.example", 25,
/// certificate)
///     .Zone("dest.example", DnsSecurity.Secure).Bogus("other.example", DnsRecordType.MX);
/// </code></example>
public sealed class FakeDns : IDnsResolver
{
    private const int LongestChain = 8;
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private readonly ConcurrentDictionary<string, ConcurrentQueue<DnsRecord>> records = new();
    private readonly ConcurrentDictionary<(string Name, DnsRecordType Type), DnsAnswer> answers = new();
    private readonly ConcurrentDictionary<(string Name, DnsRecordType Type), bool> stalled = new();
    private readonly ConcurrentDictionary<string, DnsSecurity> zones = new();
    private readonly ConcurrentQueue<(string Name, DnsRecordType Type)> asked = new();

    /// <summary>Every question so far, in order.</summary>
    public IReadOnlyCollection<(string Name, DnsRecordType Type)> Asked => asked;

    /// <summary>Adds A or AAAA records.</summary>
    public FakeDns Address(string name, params IReadOnlyList<string> addresses)
    {
        foreach (string address in addresses)
            Add(new DnsRecord.Address(Canonical(name), Hour, IPAddress.Parse(address)));
        return this;
    }

    /// <summary>Adds an MX record; the exchange "" is the null MX of RFC 7505.</summary>
    public FakeDns Mx(string domain, int preference, string exchange) =>
        Add(new DnsRecord.MailExchange(Canonical(domain), Hour, preference, Canonical(exchange)));

    /// <summary>Makes a name an alias.</summary>
    public FakeDns Cname(string name, string target) => Add(new DnsRecord.Name(Canonical(name), Hour, DnsRecordType.CNAME, Canonical(target)));

    /// <summary>Names an address.</summary>
    /// <param name="arpaName">The address as a name below in-addr.arpa or ip6.arpa.</param>
    /// <param name="target">Its name.</param>
    public FakeDns Ptr(string arpaName, string target) => Add(new DnsRecord.Name(Canonical(arpaName), Hour, DnsRecordType.PTR, Canonical(target)));

    /// <summary>Adds a TXT record.</summary>
    public FakeDns Txt(string name, string text) => Add(new DnsRecord.Text(Canonical(name), Hour, text));

    /// <summary>Adds an SRV record.</summary>
    public FakeDns Srv(string name, int priority, int weight, int port, string target) =>
        Add(new DnsRecord.Service(Canonical(name), Hour, priority, weight, port, Canonical(target)));

    /// <summary>Adds a TLSA record.</summary>
    /// <param name="name">The owner, as in <c>_25._tcp.mx.dest.example</c>.</param>
    public FakeDns Tlsa(string name, int usage, int selector, int matchingType, ReadOnlyMemory<byte> data) =>
        Add(new DnsRecord.TlsAssociation(Canonical(name), Hour, usage, selector, matchingType, data));

    /// <summary>Adds the TLSA record 3 1 1 of a host's certificate: the SHA-256 of its public key (RFC 7672 §3.1.1).</summary>
    public FakeDns Tlsa(string host, int port, X509Certificate2 certificate) =>
        Tlsa($"_{port}._tcp.{host}", 3, 1, 1, SHA256.HashData(certificate.PublicKey.ExportSubjectPublicKeyInfo()));

    /// <summary>Adds any record.</summary>
    public FakeDns Add(DnsRecord record)
    {
        records.GetOrAdd(record.Owner, _ => new ConcurrentQueue<DnsRecord>()).Enqueue(record);
        return this;
    }

    /// <summary>Gives every answer at or below a zone this state; the longest zone wins, and "" is the root. Bogus and Failure take the records
    /// away.</summary>
    public FakeDns Zone(string zone, DnsSecurity security)
    {
        zones[Canonical(zone)] = security;
        return this;
    }

    /// <summary>Answers one question so, whatever the records say.</summary>
    public FakeDns Answer(string name, DnsRecordType type, DnsAnswer answer)
    {
        answers[(Canonical(name), type)] = answer;
        return this;
    }

    /// <summary>Answers one question with Bogus: its signatures are wrong.</summary>
    public FakeDns Bogus(string name, DnsRecordType type, string problem = "DNSSEC Bogus: signature expired") =>
        Answer(name, type, new DnsAnswer { Security = DnsSecurity.Bogus, Problem = problem });

    /// <summary>Answers one question with Failure, as after SERVFAIL.</summary>
    public FakeDns Fail(string name, DnsRecordType type, string problem = "SERVFAIL") =>
        Answer(name, type, new DnsAnswer { Security = DnsSecurity.Failure, Problem = problem });

    /// <summary>Answers one question with Failure, as the relay's resolver does when no server has answered in time.</summary>
    public FakeDns TimeOut(string name, DnsRecordType type) => Fail(name, type, "no server answered in time");

    /// <summary>Never answers one question; it waits until the asker's token fires.</summary>
    public FakeDns Stall(string name, DnsRecordType type)
    {
        stalled[(Canonical(name), type)] = true;
        return this;
    }

    /// <inheritdoc/>
    public async ValueTask<DnsAnswer> ResolveAsync(string name, DnsRecordType type, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        string canonical = Canonical(name);
        asked.Enqueue((canonical, type));
        if (stalled.ContainsKey((canonical, type)))
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        return Find(canonical, type);
    }

    private DnsAnswer Find(string name, DnsRecordType type)
    {
        List<DnsRecord.Name> aliases = [];
        DnsSecurity security = DnsSecurity.Secure;
        while (true)
        {
            if (answers.TryGetValue((name, type), out DnsAnswer? prepared))
                return prepared;
            DnsSecurity state = SecurityOf(name);
            if (state is DnsSecurity.Bogus or DnsSecurity.Failure)
                return new DnsAnswer { Security = state, Problem = $"{state} zone" };
            if (state == DnsSecurity.Insecure)
                security = DnsSecurity.Insecure;

            bool exists = records.TryGetValue(name, out ConcurrentQueue<DnsRecord>? known);
            DnsRecord[] found = [.. (known ?? []).Where(record => TypeOf(record) == type)];
            DnsRecord.Name? alias = known?.OfType<DnsRecord.Name>().FirstOrDefault(static record => record.Type == DnsRecordType.CNAME);
            if (found.Length > 0 || alias is null)
                return new DnsAnswer
                {
                    Security = security,
                    Records = found,
                    Aliases = aliases,
                    NameError = !exists
                        && !HasChildren(name),
                    TimeToLive = Hour
                };
            if (aliases.Count == LongestChain)
                return new DnsAnswer { Security = DnsSecurity.Failure, Problem = "CNAME chain too long" };
            aliases.Add(alias);
            name = alias.Target;
        }
    }

    private DnsSecurity SecurityOf(string name)
    {
        for (string zone = name; ; zone = zone[(zone.IndexOf('.') + 1)..])
        {
            if (zones.TryGetValue(zone, out DnsSecurity security))
                return security;
            if (!zone.Contains('.'))
                return zones.GetValueOrDefault("", DnsSecurity.Insecure);
        }
    }

    private bool HasChildren(string name) => records.Keys.Any(owner => owner.EndsWith("." + name, StringComparison.Ordinal));

    private static DnsRecordType TypeOf(DnsRecord record) => record switch
    {
        DnsRecord.Address { Value.AddressFamily: AddressFamily.InterNetwork } => DnsRecordType.A,
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
