namespace Relay.Sdk.Tls;

/// <summary>A policy's judgement of a finished handshake. Closed: one of the nested records.</summary>
public abstract record TlsFinding
{
    private TlsFinding()
    {
    }

    /// <summary>The chain satisfies the policy.</summary>
    /// <param name="By">What verified it, as the log and the events show it, as in <c>dane</c>.</param>
    public sealed record Verified(string By) : TlsFinding;

    /// <summary>The chain does not satisfy the policy.</summary>
    /// <param name="Reason">For the log and the report, one line.</param>
    /// <param name="ResultType">A result type of RFC 8460 §4.3, as in <c>certificate-host-mismatch</c>.</param>
    public sealed record Failed(string Reason, string ResultType) : TlsFinding;

    /// <summary>The policy cannot say now; counts as a failure for this attempt.</summary>
    /// <param name="Reason">For the log, one line.</param>
    public sealed record Indeterminate(string Reason) : TlsFinding;
}
