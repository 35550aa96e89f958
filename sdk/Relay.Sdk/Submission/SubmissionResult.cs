using Relay.Sdk.Events;
using Relay.Sdk.Mail;

namespace Relay.Sdk.Submission;

/// <summary>What became of a message that a plugin handed in. Closed: <see cref="Accepted"/>, <see cref="Refused"/> or <see cref="TryLater"/>; made
/// by the factories here.</summary>
public abstract record SubmissionResult
{
    private SubmissionResult()
    {
    }

    /// <summary>The message is in the queue.</summary>
    /// <param name="id">Its id.</param>
    public static Accepted As(MessageId id) => new(id);

    /// <summary>The message will never be taken as it is.</summary>
    /// <param name="reason">Why, for the log; not blank; control characters become spaces.</param>
    /// <exception cref="ArgumentException">The reason is blank.</exception>
    public static Refused Refuse(string reason) => new(ReasonText.Of(reason));

    /// <summary>The message cannot be taken now.</summary>
    /// <param name="reason">Why, for the log; not blank; control characters become spaces.</param>
    /// <param name="after">When it is worth another try, from now; null where that is not known.</param>
    /// <exception cref="ArgumentException">The reason is blank.</exception>
    public static TryLater NotNow(string reason, TimeSpan? after = null) => new(ReasonText.Of(reason), after);

    // A record's copy constructor is protected, so a private constructor does not close it; a member that no other assembly can override does.
    private protected abstract void Close();

    /// <summary>The message is on stable storage and will be delivered, or its reverse-path gets a report.</summary>
    public sealed record Accepted : SubmissionResult
    {
        internal Accepted(MessageId messageId) => MessageId = messageId;

        /// <summary>Its id, as in the notices about it.</summary>
        public MessageId MessageId { get; }

        private protected override void Close()
        {
        }
    }

    /// <summary>The message was not taken and never will be.</summary>
    public sealed record Refused : SubmissionResult
    {
        internal Refused(string reason) => Reason = reason;

        /// <summary>Why, for the log.</summary>
        public string Reason { get; }

        private protected override void Close()
        {
        }
    }

    /// <summary>The message was not taken: the relay starts or stops, the spool is full, or the plugin has handed in too much.</summary>
    public sealed record TryLater : SubmissionResult
    {
        internal TryLater(string reason, TimeSpan? after) => (Reason, After) = (reason, after);

        /// <summary>Why, for the log.</summary>
        public string Reason { get; }

        /// <summary>When it is worth another try, from now; null where that is not known.</summary>
        public TimeSpan? After { get; }

        private protected override void Close()
        {
        }
    }
}
