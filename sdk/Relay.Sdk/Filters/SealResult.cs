using Relay.Sdk.Events;

namespace Relay.Sdk.Filters;

/// <summary>A seal's answer. Closed: <see cref="Added"/> or <see cref="Unavailable"/>; made by the factories here.</summary>
public abstract record SealResult
{
    private SealResult()
    {
    }

    /// <summary>Leaves the message as it is.</summary>
    public static SealResult Pass { get; } = new Added([]);

    /// <summary>Puts fields on top of the message, in this order, octet for octet as they are.</summary>
    /// <exception cref="ArgumentException">A field is null.</exception>
    public static SealResult Add(params IReadOnlyList<HeaderField> fields)
    {
        HeaderField[] kept = [.. fields];
        return Array.IndexOf(kept, null) < 0 ? new Added(kept) : throw new ArgumentException("a field is null", nameof(fields));
    }

    /// <summary>The seal cannot be made now.</summary>
    /// <param name="reason">For the log; not blank; control characters become spaces.</param>
    /// <exception cref="ArgumentException">The reason is blank.</exception>
    public static SealResult NotNow(string reason) => new Unavailable(ReasonText.Of(reason));

    // A record's copy constructor is protected, so a private constructor does not close it; a member that no other assembly can override does.
    private protected abstract void Close();

    /// <summary>The message is sealed, or needs no seal.</summary>
    public sealed record Added : SealResult
    {
        internal Added(IReadOnlyList<HeaderField> fields) => Fields = fields;

        /// <summary>In order from the top; empty to leave the message as it is.</summary>
        public IReadOnlyList<HeaderField> Fields { get; }

        private protected override void Close()
        {
        }
    }

    /// <summary>The seal cannot be made now.</summary>
    public sealed record Unavailable : SealResult
    {
        internal Unavailable(string reason) => Reason = reason;

        /// <summary>Why, for the log.</summary>
        public string Reason { get; }

        private protected override void Close()
        {
        }
    }
}
