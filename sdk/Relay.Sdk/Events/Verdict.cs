using Relay.Sdk.Replies;

namespace Relay.Sdk.Events;

/// <summary>The answer of a decision. Closed: one of the nested records.</summary>
/// <remarks>The first verdict of a moment that is not <see cref="Continue"/> wins.</remarks>
public abstract record Verdict
{
    private Verdict()
    {
    }

    /// <summary>No objection; the next handler is asked.</summary>
    public static Verdict Continue { get; } = new Continued();

    /// <summary>Refuses for now.</summary>
    /// <exception cref="ArgumentException">The reply is not 4xx.</exception>
    public static Verdict Defer(SmtpReply reply) =>
        reply.IsTransient ? new Deferred(reply) : throw new ArgumentException($"Defer takes a 4xx reply, not {reply.Code}", nameof(reply));

    /// <summary>Refuses for good.</summary>
    /// <exception cref="ArgumentException">The reply is not 5xx.</exception>
    public static Verdict Reject(SmtpReply reply) =>
        reply.IsPermanent ? new Rejected(reply) : throw new ArgumentException($"Reject takes a 5xx reply, not {reply.Code}", nameof(reply));

    /// <summary>Sends the reply, usually 421, and closes the connection.</summary>
    /// <exception cref="ArgumentException">The reply is not 4xx or 5xx.</exception>
    public static Verdict Disconnect(SmtpReply reply) =>
        reply.IsPositive ? throw new ArgumentException($"Disconnect takes a 4xx or 5xx reply, not {reply.Code}", nameof(reply)) : new Disconnected(reply);

    /// <summary>Outbound moments: leaves this host out of this attempt; the next host is tried.</summary>
    /// <param name="reason">For the log and the report, one line.</param>
    public static Verdict SkipHost(string reason) => new HostSkipped(reason);

    /// <summary>At <see cref="CertificatePresented"/>: the certificate does not count as verified; where verification is a must, TLS fails.</summary>
    /// <param name="reason">For the log and the report, one line.</param>
    public static Verdict RefuseCertificate(string reason) => new CertificateRefused(reason);

    /// <summary>No objection.</summary>
    public sealed record Continued : Verdict;

    /// <summary>Refused for now.</summary>
    public sealed record Deferred(SmtpReply Reply) : Verdict;

    /// <summary>Refused for good.</summary>
    public sealed record Rejected(SmtpReply Reply) : Verdict;

    /// <summary>The connection ends after the reply.</summary>
    public sealed record Disconnected(SmtpReply Reply) : Verdict;

    /// <summary>This host is not used.</summary>
    public sealed record HostSkipped(string Reason) : Verdict;

    /// <summary>This certificate is not accepted.</summary>
    public sealed record CertificateRefused(string Reason) : Verdict;
}
