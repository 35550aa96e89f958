namespace Relay.Sdk.Tls;

/// <summary>What a policy asks of a connection, before it is made. Closed: one of the nested records, made by the factories here.</summary>
/// <remarks>What an answer may hold besides is set with <c>with</c>: <c>TlsRequirement.Verify("TLSA records") with { ServerName = "mx.example"
/// }</c>.</remarks>
public abstract record TlsRequirement
{
    private TlsRequirement(TlsStrength strength, string reason) => (Strength, Reason) = (strength, reason);

    /// <summary>The policy has nothing to say about this host.</summary>
    public static NoOpinion None { get; } = new();

    /// <summary>How much it asks.</summary>
    public TlsStrength Strength { get; }

    /// <summary>Which rule asks, one line; empty for no opinion.</summary>
    public string Reason { get; }

    /// <summary>What the policy found on its way to the answer, for <c>relay explain</c>: one line each.</summary>
    public IReadOnlyList<string> Evidence { get; init => field = TlsText.Lines(value); } = [];

    /// <summary>TLS must be used, and nothing is verified for this policy.</summary>
    /// <param name="reason">For the log: which rule asks; not blank; control characters become spaces.</param>
    /// <exception cref="ArgumentException">The reason is blank.</exception>
    public static Encryption Encrypt(string reason) => new(TlsText.Reason(reason));

    /// <summary>TLS must be used, and this policy's <see cref="ITlsPolicy.VerifyAsync"/> must find the chain good.</summary>
    /// <inheritdoc cref="Encrypt"/>
    public static Verification Verify(string reason) => new(TlsStrength.Verify, TlsText.Reason(reason));

    /// <summary>The certificate is judged and the judgement told, but a failure does not stop the delivery.</summary>
    /// <inheritdoc cref="Encrypt"/>
    public static Verification TryVerify(string reason) => new(TlsStrength.TryVerify, TlsText.Reason(reason));

    /// <summary>This host may not be used in this attempt.</summary>
    /// <param name="reason">For the log and the report; not blank; control characters become spaces.</param>
    /// <param name="resultType">One of <see cref="TlsResultTypes"/>.</param>
    /// <exception cref="ArgumentException">The reason is blank, or the result type is not made of lower-case words joined by <c>-</c>.</exception>
    public static HostSkip SkipHost(string reason, string resultType) => new(TlsText.Reason(reason), TlsText.ResultType(resultType));

    // A record's copy constructor is protected, so a private constructor does not close it; a member that no other assembly can override does.
    private protected abstract void Close();

    /// <summary>No opinion.</summary>
    public sealed record NoOpinion : TlsRequirement
    {
        internal NoOpinion()
            : base(TlsStrength.None, "")
        {
        }

        private protected override void Close()
        {
        }
    }

    /// <summary>TLS without verification.</summary>
    public sealed record Encryption : TlsRequirement
    {
        internal Encryption(string reason)
            : base(TlsStrength.Encrypt, reason)
        {
        }

        private protected override void Close()
        {
        }
    }

    /// <summary>The chain is to be judged by the policy: as a must (<see cref="TlsStrength.Verify"/>), or tried
    /// (<see cref="TlsStrength.TryVerify"/>).</summary>
    public sealed record Verification : TlsRequirement
    {
        internal Verification(TlsStrength strength, string reason)
            : base(strength, reason)
        {
        }

        /// <summary>The name to send in the server name indication; null for the host name. Where policies differ, the policy that ranks first
        /// decides.</summary>
        public string? ServerName { get; init; }

        /// <summary>Handed back to the same policy's VerifyAsync; the relay does not look at it.</summary>
        public object? State { get; init; }

        private protected override void Close()
        {
        }
    }

    /// <summary>The host is left out.</summary>
    public sealed record HostSkip : TlsRequirement
    {
        internal HostSkip(string reason, string resultType)
            : base(TlsStrength.SkipHost, reason) => ResultType = resultType;

        /// <summary>One of <see cref="TlsResultTypes"/>.</summary>
        public string ResultType { get; }

        /// <summary>True when the policy could not find out what it requires. Then the host is left out whatever other policies say, DANE too. The
        /// relay sets it for a policy that throws or is late.</summary>
        public bool IsFailure { get; init; }

        private protected override void Close()
        {
        }
    }
}
