namespace Relay.Sdk.Lookups;

/// <summary>The answer of a lookup. Closed: <see cref="Found"/>, <see cref="Missing"/> or <see cref="Unavailable"/>, three types that cannot be confused.</summary>
public abstract record Answer
{
    private Answer()
    {
    }

    /// <summary>There are values.</summary>
    /// <param name="Values">One or more.</param>
    /// <param name="TimeToLive">How long the answer may be kept; null leaves that to the relay.</param>
    public sealed record Found(IReadOnlyList<string> Values, TimeSpan? TimeToLive = null) : Answer
    {
        /// <summary>A single value.</summary>
        public Found(string value)
            : this([value])
        {
        }
    }

    /// <summary>A definite no.</summary>
    /// <param name="TimeToLive">How long the answer may be kept; null leaves that to the relay.</param>
    public sealed record Missing(TimeSpan? TimeToLive = null) : Answer;

    /// <summary>Nobody can say now; never the same as a definite no: whoever asked should defer (451).</summary>
    /// <param name="Reason">For the log, one line.</param>
    public sealed record Unavailable(string Reason) : Answer;
}
