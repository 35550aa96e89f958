using Relay.Sdk.Dns;
using Relay.Sdk.Mail;
using Relay.Sdk.Replies;

namespace Relay.Core.Routing;

/// <summary>Finds the names of a domain's mail exchangers in the order of trying (RFC 5321 §5.1).</summary>
internal sealed class ExchangerLookup(IDnsResolver dns, Random random, int port)
{
    /// <summary>The names, or why there are none.</summary>
    /// <param name="Names">In the order of trying; empty when there is an outcome.</param>
    /// <param name="Outcome">Deferred or Failed; null when there are names.</param>
    internal readonly record struct Found(IReadOnlyList<HostName> Names, RouteOutcome? Outcome);

    public async ValueTask<Found> FindAsync(MailDomain domain, CancellationToken cancellationToken)
    {
        if (domain.TryGetAddress(out System.Net.IPAddress? literal))
            return new Found([new HostName(literal!.ToString(), port, null, null)], null);
        DnsAnswer answer = await dns.ResolveAsync(domain.Value, DnsRecordType.MX, cancellationToken);

        // Without an answer it is not known whether there are exchangers: falling back to the domain's own address could hand mail
        // to a host that never was to have it (RFC 5321 §5.1, "MUST be treated as if … temporary error").
        if (!answer.IsUsable)
            return None(Deferred(RouteReplies.DnsFailure(domain.Value, answer.Problem ?? answer.Security.ToString())));
        if (answer.NameError)
            return None(Failed(RouteReplies.NoSuchDomain(domain.Value)));
        var names = new List<(HostName Name, int Shuffle)>(answer.Records.Count);
        bool nullExchanger = false;
        foreach (DnsRecord record in answer.Records)
        {
            if (record is not DnsRecord.MailExchange mx)
                continue;
            if (mx.Exchange.Length == 0)
                nullExchanger = true;
            else
                names.Add((new HostName(mx.Exchange, port, mx.Preference, answer.Security) { MxAliases = answer.Aliases }, random.Next()));
        }

        if (names.Count > 0)
            return new Found(Ordered(names), null);
        return nullExchanger
            ? None(Failed(RouteReplies.NullExchanger(domain.Value)))
            : new Found([new HostName(domain.Value, port, null, answer.Security) { MxAliases = answer.Aliases }], null);
    }

    private static List<HostName> Ordered(List<(HostName Name, int Shuffle)> names)
    {
        names.Sort(static (a, b) =>
        {
            int order = a.Name.Preference.GetValueOrDefault().CompareTo(b.Name.Preference.GetValueOrDefault());
            return order != 0 ? order : a.Shuffle.CompareTo(b.Shuffle);
        });
        var ordered = new List<HostName>(names.Count);
        foreach ((HostName name, _) in names)
        {
            if (!ordered.Exists(other => other.Name.Equals(name.Name, StringComparison.OrdinalIgnoreCase)))
                ordered.Add(name);
        }

        return ordered;
    }

    private static Found None(RouteOutcome outcome) => new([], outcome);

    private static RouteOutcome.Deferred Deferred(SmtpReply reply) => new(reply);

    private static RouteOutcome.Failed Failed(SmtpReply reply) => new(reply);
}
