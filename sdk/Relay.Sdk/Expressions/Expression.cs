namespace Relay.Sdk.Expressions;

/// <summary>An expression, as a setting holds it: a property of this type takes text in Exim's expansion language, read once and expanded at each
/// use.</summary>
public abstract class Expression
{
    /// <summary>For the relay, which makes the expressions of settings, and for fakes in tests.</summary>
    protected Expression()
    {
    }

    /// <summary>The expression without text; the usual default of a setting.</summary>
    public static Expression Empty { get; } = new Fixed("");

    /// <summary>Whether there is no text at all, so that the setting counts as not given.</summary>
    public abstract bool IsEmpty { get; }

    /// <summary>Whether every expansion gives the same text, whatever the variables say.</summary>
    public abstract bool IsConstant { get; }

    /// <summary>Works out the text.</summary>
    /// <param name="variables">What <c>$name</c> stands for.</param>
    /// <param name="cancellationToken">Ends a lookup; the expansion has a deadline of its own besides.</param>
    /// <returns>Text, Forced, Failed, or Unavailable. It completes at once, and allocates nothing, when <see cref="IsConstant"/> says so.</returns>
    public abstract ValueTask<Expansion> ExpandAsync(IVariables variables, CancellationToken cancellationToken);

    /// <summary>The expression as it was written.</summary>
    public abstract override string ToString();

    /// <summary>Expressions that are written alike are equal.</summary>
    public sealed override bool Equals(object? obj) => obj is Expression other && ToString() == other.ToString();

    /// <inheritdoc/>
    public sealed override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

    private sealed class Fixed(string text) : Expression
    {
        private readonly Expansion expansion = Expansion.Of(text);

        public override bool IsEmpty => text.Length == 0;

        public override bool IsConstant => true;

        public override ValueTask<Expansion> ExpandAsync(IVariables variables, CancellationToken cancellationToken) => new(expansion);

        public override string ToString() => text;
    }
}
