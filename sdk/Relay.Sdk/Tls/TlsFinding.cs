namespace Relay.Sdk.Tls;

/// <summary>A policy's judgement of a finished handshake. Closed: one of the nested records, made by the factories here.</summary>
public abstract record TlsFinding
{
    private TlsFinding()
    {
    }

    /// <summary>What the judgement rests on, for <c>relay explain</c>: one line each, as in one line per certificate.</summary>
    public IReadOnlyList<string> Evidence { get; init => field = TlsText.Lines(value); } = [];

    /// <summary>The chain satisfies the policy.</summary>
    /// <param name="by">What verified it, as the log and the events show it, as in <c>dane</c>; not blank, without control characters.</param>
    /// <exception cref="ArgumentException">The text is not of that form.</exception>
    public static Verified VerifiedBy(string by) => new(TlsText.Name(by));

    /// <summary>The chain does not satisfy the policy.</summary>
    /// <param name="reason">For the log and the report; not blank; control characters become spaces.</param>
    /// <param name="resultType">One of <see cref="TlsResultTypes"/>.</param>
    /// <exception cref="ArgumentException">The reason is blank, or the result type is not made of lower-case words joined by <c>-</c>.</exception>
    public static Failed Fail(string reason, string resultType) => new(TlsText.Reason(reason), TlsText.ResultType(resultType));

    /// <summary>The policy cannot say now; counts as a failure for this attempt.</summary>
    /// <param name="reason">For the log; not blank; control characters become spaces.</param>
    /// <exception cref="ArgumentException">The reason is blank.</exception>
    public static Indeterminate CannotSay(string reason) => new(TlsText.Reason(reason));

    // A record's copy constructor is protected, so a private constructor does not close it; a member that no other assembly can override does.
    private protected abstract void Close();

    /// <summary>The chain is good.</summary>
    public sealed record Verified : TlsFinding
    {
        internal Verified(string by) => By = by;

        /// <summary>What verified it.</summary>
        public string By { get; }

        /// <summary>The TLSA record that matched; null where none was needed.</summary>
        public TlsaMatch? Tlsa { get; init; }

        private protected override void Close()
        {
        }
    }

    /// <summary>The chain is not good.</summary>
    public sealed record Failed : TlsFinding
    {
        internal Failed(string reason, string resultType) => (Reason, ResultType) = (reason, resultType);

        /// <summary>Why.</summary>
        public string Reason { get; }

        /// <summary>One of <see cref="TlsResultTypes"/>.</summary>
        public string ResultType { get; }

        private protected override void Close()
        {
        }
    }

    /// <summary>It cannot be known now whether the chain is good.</summary>
    public sealed record Indeterminate : TlsFinding
    {
        internal Indeterminate(string reason) => Reason = reason;

        /// <summary>Why.</summary>
        public string Reason { get; }

        private protected override void Close()
        {
        }
    }
}
