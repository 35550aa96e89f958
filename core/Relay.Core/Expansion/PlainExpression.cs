using Relay.Sdk.Expressions;

namespace Relay.Core.Expansion;

/// <summary>An expression that is its own text.</summary>
internal sealed class PlainExpression(string text) : Expression
{
    private readonly Sdk.Expressions.Expansion expansion = Sdk.Expressions.Expansion.Of(text);

    public override bool IsEmpty => text.Length == 0;

    public override bool IsConstant => true;

    public override ValueTask<Sdk.Expressions.Expansion> ExpandAsync(IVariables variables, CancellationToken cancellationToken) => new(expansion);

    public override string ToString() => text;
}
