using Relay.Sdk.Events;

namespace Relay.Sdk.Expressions;

/// <summary>What an expression gives. Closed: <see cref="Text"/>, <see cref="Forced"/>, <see cref="Failed"/> or <see cref="Unavailable"/>, never
/// confused.</summary>
public abstract record Expansion
{
    private Expansion()
    {
    }

    /// <summary>The expression's own <c>fail</c>: the caller behaves as if the setting were not given.</summary>
    public static Expansion ForcedFailure { get; } = new Forced();

    /// <summary>A text.</summary>
    /// <param name="value">The text, possibly empty.</param>
    /// <param name="isTainted">Whether a part of it comes from a peer, so that it must not become part of a query or a file name without
    /// quoting.</param>
    public static Expansion Of(string value, bool isTainted = false) => new Text(value, isTainted);

    /// <summary>The expression has no value: a variable that is not there, an argument that is wrong.</summary>
    /// <param name="reason">For the log; control characters become spaces.</param>
    public static Expansion Failure(string reason) => new Failed(ReasonText.OneLine(reason));

    /// <summary>A lookup gave no answer.</summary>
    /// <param name="reason">For the log; control characters become spaces.</param>
    public static Expansion NotKnown(string reason) => new Unavailable(ReasonText.OneLine(reason));

    // Closes the record to other assemblies, which could otherwise derive from it through the copy constructor.
    private protected abstract void Close();

    /// <summary>A text.</summary>
    public sealed record Text : Expansion
    {
        internal Text(string value, bool isTainted) => (Value, IsTainted) = (value, isTainted);

        /// <summary>The text, possibly empty.</summary>
        public string Value { get; }

        /// <summary>Whether a part of it comes from a peer, so that it must not become part of a query or a file name without quoting.</summary>
        public bool IsTainted { get; }

        private protected override void Close()
        {
        }
    }

    /// <summary>The expression's own <c>fail</c>: the caller behaves as if the setting were not given.</summary>
    public sealed record Forced : Expansion
    {
        internal Forced()
        {
        }

        private protected override void Close()
        {
        }
    }

    /// <summary>The expression has no value; a mistake of the settings or of the data, which trying again does not mend.</summary>
    public sealed record Failed : Expansion
    {
        internal Failed(string reason) => Reason = reason;

        /// <summary>For the log, one line.</summary>
        public string Reason { get; }

        private protected override void Close()
        {
        }
    }

    /// <summary>There is no answer for now; the caller should defer (451) or try again.</summary>
    public sealed record Unavailable : Expansion
    {
        internal Unavailable(string reason) => Reason = reason;

        /// <summary>For the log, one line.</summary>
        public string Reason { get; }

        private protected override void Close()
        {
        }
    }
}
