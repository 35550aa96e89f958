namespace Relay.Sdk.Events;

/// <summary>The answer of a decision about a certificate. Closed: one of the nested records, made by the factories.</summary>
/// <remarks>The first verdict of a certificate that is not <see cref="Accept"/> wins, and the chain's other certificates are not asked
/// about.</remarks>
public abstract record CertificateVerdict
{
    private CertificateVerdict()
    {
    }

    /// <summary>No objection; the next handler is asked.</summary>
    public static CertificateVerdict Accept { get; } = new Accepted();

    /// <summary>The peer does not count as verified; where verification is a must, the connection ends.</summary>
    /// <param name="reason">For the log and the report; control characters become spaces.</param>
    /// <exception cref="ArgumentException">There is no reason.</exception>
    public static CertificateVerdict Refuse(string reason) => new Refused(ReasonText.Of(reason));

    /// <summary>The handler that gave the answer, as <c>plugin/handler</c>. The relay sets it on refusals; what a handler sets itself is
    /// replaced.</summary>
    public string? By { get; init; }

    // As in Verdict: closes the record to other assemblies.
    private protected abstract void Close();

    /// <summary>No objection.</summary>
    public sealed record Accepted : CertificateVerdict
    {
        internal Accepted()
        {
        }

        private protected override void Close()
        {
        }
    }

    /// <summary>This certificate does not count.</summary>
    public sealed record Refused : CertificateVerdict
    {
        internal Refused(string reason) => Reason = reason;

        /// <summary>One line, not blank.</summary>
        public string Reason { get; }

        private protected override void Close()
        {
        }
    }
}
