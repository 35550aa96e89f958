using System.ComponentModel;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace Relay.Sdk.Lookups;

/// <summary>A query written as an interpolated text: its holes are quoted by the lookup, the text around them stays as it is. Made by the
/// compiler.</summary>
[InterpolatedStringHandler]
public readonly struct QuotedQuery
{
    private readonly LookupHandle lookup;
    private readonly Text text;

    /// <summary>Called by the compiler.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public QuotedQuery(int literalLength, int formattedCount, LookupHandle lookup) =>
        (this.lookup, text) = (lookup, new Text(literalLength + (formattedCount * 16)));

    /// <summary>Why the query cannot be put; null when it can.</summary>
    internal string? Problem => text.Problem;

    /// <summary>Called by the compiler.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public void AppendLiteral(string literal) => text.Builder.Append(literal);

    /// <summary>Called by the compiler. Null is an empty text.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public void AppendFormatted(string? value)
    {
        if (text.Problem is not null)
            return;
        try
        {
            text.Builder.Append(lookup.TakesTainted ? value : lookup.Quote(value ?? ""));
        }
        catch (InvalidOperationException failure)
        {
            text.Problem = failure.Message;
        }
    }

    /// <summary>Called by the compiler. Values are written as in any culture.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public void AppendFormatted<T>(T value, string? format = null) =>
        AppendFormatted(value is IFormattable formattable ? formattable.ToString(format, CultureInfo.InvariantCulture) : value?.ToString());

    /// <summary>The query with its holes filled.</summary>
    public override string ToString() => text.Builder.ToString();

    // The compiler passes copies of the struct; they share this.
    private sealed class Text(int capacity)
    {
        public StringBuilder Builder { get; } = new(capacity);

        public string? Problem { get; set; }
    }
}
