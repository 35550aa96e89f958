using Relay.Sdk.Replies;

namespace Relay.Sdk.Events;

/// <summary>The answer of a decision about a client. Closed: one of the nested records, made by the factories.</summary>
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
        reply.IsPositive ? throw new ArgumentException($"Disconnect takes a 4xx or 5xx reply, not {reply.Code}", nameof(reply))
            : new Disconnected(reply);

    /// <summary>The handler that gave the answer, as <c>plugin/handler</c>. The relay sets it on refusals; what a handler sets itself is
    /// replaced.</summary>
    public string? By { get; init; }

    // A record's copy constructor is protected, so a private constructor does not close it; a member that no other assembly can override does.
    private protected abstract void Close();

    /// <summary>No objection.</summary>
    public sealed record Continued : Verdict
    {
        internal Continued()
        {
        }

        private protected override void Close()
        {
        }
    }

    /// <summary>Refused for now.</summary>
    public sealed record Deferred : Verdict
    {
        internal Deferred(SmtpReply reply) => Reply = reply;

        /// <summary>A 4xx reply.</summary>
        public SmtpReply Reply { get; }

        private protected override void Close()
        {
        }
    }

    /// <summary>Refused for good.</summary>
    public sealed record Rejected : Verdict
    {
        internal Rejected(SmtpReply reply) => Reply = reply;

        /// <summary>A 5xx reply.</summary>
        public SmtpReply Reply { get; }

        private protected override void Close()
        {
        }
    }

    /// <summary>The connection ends after the reply.</summary>
    public sealed record Disconnected : Verdict
    {
        internal Disconnected(SmtpReply reply) => Reply = reply;

        /// <summary>A 4xx or 5xx reply.</summary>
        public SmtpReply Reply { get; }

        private protected override void Close()
        {
        }
    }
}
