using Relay.Sdk.Events;

namespace Relay.Sdk.Lookups;

/// <summary>The answer of a lookup. Closed: <see cref="Found"/>, <see cref="Missing"/> or <see cref="Unavailable"/>, three types that cannot be
/// confused; made by the factories here.</summary>
public abstract record LookupResult
{
    private LookupResult()
    {
    }

    /// <summary>There is one value.</summary>
    /// <param name="value">The value; may be empty.</param>
    /// <param name="timeToLive">How long the answer may be kept; null leaves that to <see cref="LookupOptions.KeepFound"/>.</param>
    public static Found Of(string value, TimeSpan? timeToLive = null) => OfMany([value], timeToLive);

    /// <summary>There are values.</summary>
    /// <param name="values">One or more.</param>
    /// <param name="timeToLive">As in <see cref="Of"/>.</param>
    /// <exception cref="ArgumentException">There is no value, or null among them.</exception>
    public static Found OfMany(IReadOnlyList<string> values, TimeSpan? timeToLive = null) => OfTable([], values, timeToLive);

    /// <summary>There are rows with named columns.</summary>
    /// <param name="columns">The names of the columns, no two alike.</param>
    /// <param name="values">Row by row, each as long as there are columns.</param>
    /// <param name="timeToLive">As in <see cref="Of"/>.</param>
    /// <exception cref="ArgumentException">There is no value, null among them, or a row is too short.</exception>
    public static Found OfTable(IReadOnlyList<string> columns, IReadOnlyList<string> values, TimeSpan? timeToLive = null)
    {
        ArgumentNullException.ThrowIfNull(columns);
        ArgumentNullException.ThrowIfNull(values);
        if (values.Count == 0 || values.Contains(null!))
            throw new ArgumentException("expected one or more values, none of them null", nameof(values));
        if (columns.Contains(null!) || columns.Distinct(StringComparer.Ordinal).Count() != columns.Count)
            throw new ArgumentException("expected names of columns, no two alike", nameof(columns));
        if (columns.Count > 0 && values.Count % columns.Count != 0)
            throw new ArgumentException($"expected rows of {columns.Count} values", nameof(values));
        return new Found(columns, values, timeToLive);
    }

    /// <summary>A definite no.</summary>
    /// <param name="timeToLive">How long the answer may be kept; null leaves that to <see cref="LookupOptions.KeepMissing"/>.</param>
    public static Missing NoMatch(TimeSpan? timeToLive = null) => new(timeToLive);

    /// <summary>There is no answer for now.</summary>
    /// <param name="reason">For the log and for operators, never for a peer; not blank; control characters become spaces.</param>
    /// <exception cref="ArgumentException">The reason is blank.</exception>
    public static Unavailable NotNow(string reason) => new(ReasonText.Of(reason));

    // A record's copy constructor is protected, so a private constructor does not close it; a member that no other assembly can override does.
    private protected abstract void Close();

    /// <summary>There are values.</summary>
    public sealed record Found : LookupResult
    {
        internal Found(IReadOnlyList<string> columns, IReadOnlyList<string> values, TimeSpan? timeToLive) =>
            (Columns, Values, TimeToLive) = (columns, values, timeToLive);

        /// <summary>The first value.</summary>
        public string Value => Values[0];

        /// <summary>One or more, row by row where columns are named.</summary>
        public IReadOnlyList<string> Values { get; }

        /// <summary>The names of the columns; empty where they have none.</summary>
        public IReadOnlyList<string> Columns { get; }

        /// <summary>How long the answer may be kept; null leaves that to the options.</summary>
        public TimeSpan? TimeToLive { get; }

        /// <summary>The value of a named column.</summary>
        /// <param name="column">The name.</param>
        /// <param name="row">Which row, from 0.</param>
        /// <returns>The value; null when there is no such column or row.</returns>
        public string? In(string column, int row = 0)
        {
            for (int i = 0; i < Columns.Count; i++)
            {
                int at = (row * Columns.Count) + i;
                if (Columns[i] == column && row >= 0 && at < Values.Count)
                    return Values[at];
            }

            return null;
        }

        private protected override void Close()
        {
        }
    }

    /// <summary>A definite no.</summary>
    public sealed record Missing : LookupResult
    {
        internal Missing(TimeSpan? timeToLive) => TimeToLive = timeToLive;

        /// <summary>How long the answer may be kept; null leaves that to the options.</summary>
        public TimeSpan? TimeToLive { get; }

        private protected override void Close()
        {
        }
    }

    /// <summary>There is no answer for now; never the same as a definite no: the caller should defer (451).</summary>
    public sealed record Unavailable : LookupResult
    {
        internal Unavailable(string reason) => Reason = reason;

        /// <summary>For the log, one line.</summary>
        public string Reason { get; }

        private protected override void Close()
        {
        }
    }
}
