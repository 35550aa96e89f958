namespace Relay.Sdk.Tls;

/// <summary>What a policy asks of a connection, before it is made. Closed: one of the nested records.</summary>
public abstract record TlsRequirement
{
    private TlsRequirement()
    {
    }

    /// <summary>The policy has nothing to say about this host; the next policy is asked.</summary>
    public static TlsRequirement None { get; } = new NoOpinion();

    /// <summary>No opinion.</summary>
    public sealed record NoOpinion : TlsRequirement;

    /// <summary>TLS must be used, and nothing is verified.</summary>
    /// <param name="Reason">For the log: which rule asks.</param>
    public sealed record Encrypt(string Reason) : TlsRequirement;

    /// <summary>TLS must be used and this policy's <see cref="ITlsPolicy.VerifyAsync"/> must say Verified.</summary>
    /// <param name="Reason">For the log: which rule asks.</param>
    /// <param name="ServerName">The name to send in the server name indication; null for the host name.</param>
    /// <param name="State">Handed back to the same policy's VerifyAsync; the relay does not look at it.</param>
    public sealed record Verify(string Reason, string? ServerName = null, object? State = null) : TlsRequirement;

    /// <summary>The certificate is judged and the judgement logged, but a failure does not stop the delivery.</summary>
    /// <param name="Reason">For the log: which rule asks.</param>
    /// <param name="State">Handed back to the same policy's VerifyAsync.</param>
    public sealed record TryVerify(string Reason, object? State = null) : TlsRequirement;

    /// <summary>This host may not be used in this attempt.</summary>
    /// <param name="Reason">For the log and the report.</param>
    /// <param name="ResultType">A result type of RFC 8460 §4.3, as in <c>dnssec-invalid</c>.</param>
    public sealed record SkipHost(string Reason, string ResultType) : TlsRequirement;
}
