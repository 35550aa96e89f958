using Relay.Core.Dns.Exchange;
using Relay.Core.Dns.Messages;
using Relay.Sdk.Dns;

namespace Relay.Core.Dns;

/// <summary>Follows CNAME records to the end, within one answer and across several (RFC 1034 §3.6.2).</summary>
internal sealed class AliasFollower(ServerRounds servers)
{
    /// <summary>Longer chains are loops or jokes; unbound and BIND stop near here too.</summary>
    public const int LongestChain = 12;

    /// <exception cref="OperationCanceledException">The token fired.</exception>
    public async ValueTask<DnsAnswer> ResolveAsync(DnsQuestion question, CancellationToken cancellationToken)
    {
        List<DnsRecord.Name> aliases = [];
        DnsSecurity security = DnsSecurity.Secure;
        TimeSpan lifetime = TimeSpan.MaxValue;
        string name = question.Name;
        while (true)
        {
            Reply reply = await servers.AskAsync(question with { Name = name }, cancellationToken);
            if (reply.Response is not { } response)
                return new DnsAnswer { Security = reply.Security, Problem = reply.Problem };

            // A chain is as strong as its weakest answer.
            if (reply.Security == DnsSecurity.Insecure)
                security = DnsSecurity.Insecure;
            int before = aliases.Count;
            if (question.Type != DnsRecordType.CNAME && !TryFollow(response.Answers, ref name, ref lifetime, aliases))
                return new DnsAnswer
                {
                    Security = DnsSecurity.Failure,
                    Problem = $"CNAME loop or chain of more than {LongestChain} at {question.Name}"
                };

            List<DnsRecord> records = At(name, response.Answers, question.Type, ref lifetime);
            bool moved = aliases.Count > before;
            // The server gave the alias and left its target to us: ask on. Otherwise this is the end, with or without records.
            if (records.Count == 0 && moved && response is { Code: DnsResponseCode.NoError, NegativeTimeToLive: null })
                continue;
            if (records.Count == 0)
                lifetime = Min(lifetime, response.NegativeTimeToLive ?? TimeSpan.Zero);
            return new DnsAnswer
            {
                Security = security,
                Records = records,
                Aliases = aliases,
                NameError = records.Count == 0 && response.Code == DnsResponseCode.NameError,
                TimeToLive = lifetime,
            };
        }
    }

    private static bool TryFollow(IReadOnlyList<DnsRecord> answers, ref string name, ref TimeSpan lifetime, List<DnsRecord.Name> aliases)
    {
        while (AliasAt(name, answers) is { } alias)
        {
            if (aliases.Count == LongestChain)
                return false;
            aliases.Add(alias);
            lifetime = Min(lifetime, alias.TimeToLive);
            name = alias.Target;
        }

        return true;
    }

    private static DnsRecord.Name? AliasAt(string name, IReadOnlyList<DnsRecord> answers)
    {
        foreach (DnsRecord record in answers)
        {
            if (record is DnsRecord.Name { Type: DnsRecordType.CNAME } alias && alias.Owner == name)
                return alias;
        }

        return null;
    }

    private static List<DnsRecord> At(string name, IReadOnlyList<DnsRecord> answers, DnsRecordType type, ref TimeSpan lifetime)
    {
        List<DnsRecord> found = [];
        foreach (DnsRecord record in answers)
        {
            // Only CNAMEs and records of the asked type got through the reader.
            bool isAlias = record is DnsRecord.Name { Type: DnsRecordType.CNAME };
            if (record.Owner != name || isAlias != (type == DnsRecordType.CNAME))
                continue;
            found.Add(record);
            lifetime = Min(lifetime, record.TimeToLive);
        }

        return found;
    }

    private static TimeSpan Min(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
