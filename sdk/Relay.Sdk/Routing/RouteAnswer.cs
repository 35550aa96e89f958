using Relay.Sdk.Events;
using Relay.Sdk.Mail;
using Relay.Sdk.Replies;

namespace Relay.Sdk.Routing;

/// <summary>Where mail for a recipient goes. Closed: one of the nested records, made by the factories here.</summary>
public abstract record RouteAnswer
{
    private RouteAnswer()
    {
    }

    /// <summary>The next router is asked; the routes table is the last.</summary>
    public static RouteAnswer NoOpinion { get; } = new Pass();

    /// <summary>To the mail exchangers of a domain (RFC 5321 §5).</summary>
    /// <param name="domain">The domain of the MX records; usually the recipient's domain.</param>
    /// <param name="transport">A transport of the settings.</param>
    /// <exception cref="ArgumentException">The domain is not valid, or the transport's name is blank.</exception>
    public static RouteAnswer ToExchangersOf(MailDomain domain, string transport)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(transport);
        return domain.Value.Length > 0 ? new MailExchangers(domain, transport) : throw new ArgumentException("expected a domain", nameof(domain));
    }

    /// <summary>To the first of these hosts that answers.</summary>
    /// <param name="nextHops">In the order of trying; at least one.</param>
    /// <param name="transport">A transport of the settings.</param>
    /// <exception cref="ArgumentException">There is no next hop, one of them has no host name or no port from 1 to 65535, or the transport's name is
    /// blank.</exception>
    public static RouteAnswer ToHosts(IReadOnlyList<NextHop> nextHops, string transport)
    {
        ArgumentNullException.ThrowIfNull(nextHops);
        ArgumentException.ThrowIfNullOrWhiteSpace(transport);
        NextHop[] hops = [.. nextHops];
        return hops.Length > 0 && hops.All(static hop => hop is { Host.Length: > 0, Port: >= 1 and <= 65535 })
            ? new Hosts(hops, transport)
            : throw new ArgumentException("expected one or more next hops, each with a host and a port from 1 to 65535", nameof(nextHops));
    }

    /// <summary>There is no answer for now: the recipient waits for its next attempt.</summary>
    /// <param name="reason">For the log and the report; control characters become spaces.</param>
    /// <exception cref="ArgumentException">There is no reason.</exception>
    public static RouteAnswer NotNow(string reason) => new Unavailable(ReasonText.Of(reason));

    /// <summary>There is no way to this recipient: it fails, with a report.</summary>
    /// <param name="reply">A 5xx reply for the report.</param>
    /// <exception cref="ArgumentException">The reply is not 5xx.</exception>
    public static RouteAnswer Fail(SmtpReply reply)
    {
        ArgumentNullException.ThrowIfNull(reply);
        return reply.IsPermanent ? new Undeliverable(reply) : throw new ArgumentException("expected a reply of 5xx", nameof(reply));
    }

    // A record's copy constructor is protected, so a private constructor does not close it; a member that no other assembly can override does.
    private protected abstract void Close();

    /// <summary>No opinion.</summary>
    public sealed record Pass : RouteAnswer
    {
        internal Pass()
        {
        }

        private protected override void Close()
        {
        }
    }

    /// <summary>To the mail exchangers of a domain.</summary>
    public sealed record MailExchangers : RouteAnswer
    {
        internal MailExchangers(MailDomain domain, string transport) => (Domain, Transport) = (domain, transport);

        /// <summary>The domain of the MX records.</summary>
        public MailDomain Domain { get; }

        /// <summary>A transport of the settings.</summary>
        public string Transport { get; }

        private protected override void Close()
        {
        }
    }

    /// <summary>To the first of some hosts that answers.</summary>
    public sealed record Hosts : RouteAnswer
    {
        internal Hosts(IReadOnlyList<NextHop> nextHops, string transport) => (NextHops, Transport) = (nextHops, transport);

        /// <summary>In the order of trying; at least one.</summary>
        public IReadOnlyList<NextHop> NextHops { get; }

        /// <summary>A transport of the settings.</summary>
        public string Transport { get; }

        private protected override void Close()
        {
        }
    }

    /// <summary>There is no answer for now.</summary>
    public sealed record Unavailable : RouteAnswer
    {
        internal Unavailable(string reason) => Reason = reason;

        /// <summary>One line, not blank.</summary>
        public string Reason { get; }

        private protected override void Close()
        {
        }
    }

    /// <summary>There is no way to this recipient.</summary>
    public sealed record Undeliverable : RouteAnswer
    {
        internal Undeliverable(SmtpReply reply) => Reply = reply;

        /// <summary>A 5xx reply.</summary>
        public SmtpReply Reply { get; }

        private protected override void Close()
        {
        }
    }
}
