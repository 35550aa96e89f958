using Relay.Sdk.Events;

namespace Relay.Sdk.Lists;

/// <summary>The answer of a list. Closed: <see cref="Yes"/>, <see cref="No"/> or <see cref="Unavailable"/>, three types that cannot be
/// confused.</summary>
public abstract record Membership
{
    private Membership()
    {
    }

    /// <summary>The subject is not in the list.</summary>
    public static Membership NotListed { get; } = new No();

    /// <summary>The subject is in the list.</summary>
    /// <param name="value">The item that decided, as it was written; empty when the list says "everything but".</param>
    public static Membership Listed(string value) => new Yes(value);

    /// <summary>There is no answer for now.</summary>
    /// <param name="reason">For the log; control characters become spaces.</param>
    public static Membership NotKnown(string reason) => new Unavailable(ReasonText.OneLine(reason));

    // Closes the record to other assemblies, which could otherwise derive from it through the copy constructor.
    private protected abstract void Close();

    /// <summary>The subject is in the list.</summary>
    public sealed record Yes : Membership
    {
        internal Yes(string value) => Value = value;

        /// <summary>The item that decided, as it was written; empty when the list says "everything but".</summary>
        public string Value { get; }

        private protected override void Close()
        {
        }
    }

    /// <summary>The subject is not in the list.</summary>
    public sealed record No : Membership
    {
        internal No()
        {
        }

        private protected override void Close()
        {
        }
    }

    /// <summary>There is no answer for now; never the same as a definite no: the caller should defer (451).</summary>
    public sealed record Unavailable : Membership
    {
        internal Unavailable(string reason) => Reason = reason;

        /// <summary>For the log, one line.</summary>
        public string Reason { get; }

        private protected override void Close()
        {
        }
    }
}
