using System.Buffers;
using Relay.Sdk.Expressions;

namespace Relay.Core.Expansion;

/// <summary>Reads expressions. So far they are text that stands for itself; what <c>$</c> and <c>\</c> introduce is not available yet, and is
/// refused.</summary>
public sealed class ExpressionParser : IExpressions
{
    private static readonly SearchValues<char> Special = SearchValues.Create("$\\");
    private static readonly SearchValues<char> EndOfName = SearchValues.Create(" \t\r\n{}:,;");

    /// <summary>Reads an expression, or tells what is wrong and gives null.</summary>
    public static Expression? TryParse(string text, ICollection<ListProblem> problems)
    {
        int at = text.AsSpan().IndexOfAny(Special);
        if (at < 0)
            return new PlainExpression(text);
        string what = text[at] == '$' ? "variables and items" : "escapes";
        problems.Add(
            new ListProblem(0, at + 1, $"'{Shown(text, at)}': {what} are not available in expressions in this version; write plain text without $ " +
                "and \\"));
        return null;
    }

    /// <inheritdoc/>
    public Expression Parse(string text)
    {
        var problems = new List<ListProblem>();
        return TryParse(text, problems) ?? throw new ListSyntaxException(problems);
    }

    // "$name", "${name" or "\n": what a reader finds again in the text.
    private static string Shown(string text, int at)
    {
        int name = at + (text.AsSpan(at).StartsWith("${") ? 2 : 1);
        int length = name >= text.Length ? 0 : text.AsSpan(name).IndexOfAny(EndOfName);
        int end = text[at] == '\\' ? at + 2 : length < 0 ? text.Length : name + length;
        return text[at..Math.Min(end, Math.Min(text.Length, at + 40))];
    }
}
