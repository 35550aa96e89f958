namespace Relay.Sdk.Events;

/// <summary>The answer of a decision about a host that mail is to be sent to. Closed: one of the nested records, made by the factories.</summary>
/// <remarks>The first verdict of a moment that is not <see cref="Continue"/> wins.</remarks>
public abstract record HostVerdict
{
    private HostVerdict()
    {
    }

    /// <summary>No objection; the next handler is asked.</summary>
    public static HostVerdict Continue { get; } = new Continued();

    /// <summary>Leaves this host out of this attempt; the next host is tried. Nothing is remembered against the host.</summary>
    /// <param name="reason">For the log and the report; control characters become spaces.</param>
    /// <exception cref="ArgumentException">There is no reason.</exception>
    public static HostVerdict SkipHost(string reason) => new HostSkipped(ReasonText.Of(reason));

    /// <summary>The handler that gave the answer, as <c>plugin/handler</c>. The relay sets it on refusals; what a handler sets itself is
    /// replaced.</summary>
    public string? By { get; init; }

    // As in Verdict: closes the record to other assemblies.
    private protected abstract void Close();

    /// <summary>No objection.</summary>
    public sealed record Continued : HostVerdict
    {
        internal Continued()
        {
        }

        private protected override void Close()
        {
        }
    }

    /// <summary>This host is not used.</summary>
    public sealed record HostSkipped : HostVerdict
    {
        internal HostSkipped(string reason) => Reason = reason;

        /// <summary>One line, not blank.</summary>
        public string Reason { get; }

        private protected override void Close()
        {
        }
    }
}
