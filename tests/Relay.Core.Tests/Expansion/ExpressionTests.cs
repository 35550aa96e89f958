using Relay.Core.Expansion;
using Relay.Sdk.Expressions;

namespace Relay.Core.Tests.Expansion;

public sealed class ExpressionTests
{
    private static readonly ExpressionParser Expressions = new ExpressionParser();

    [Theory]
    [InlineData("")]
    [InlineData("plain text, with { braces } : and; signs")]
    public async Task Plain_text_stands_for_itself_and_is_clean(string text)
    {
        Expression expression = Expressions.Parse(text);
        Sdk.Expressions.Expansion.Text expanded = (await expression.ExpandAsync(Variables.None,
            CancellationToken.None)).ShouldBeOfType<Sdk.Expressions.Expansion.Text>();
        expanded.Value.ShouldBe(text);
        expanded.IsTainted.ShouldBeFalse();
        expression.IsConstant.ShouldBeTrue();
        expression.IsEmpty.ShouldBe(text.Length == 0);
        expression.ToString().ShouldBe(text);
    }

    [Theory]
    [InlineData("mail for $domain", "character 10: '$domain': variables and items are not available in expressions in this version; write plain " +
        "text without $ and \\")]
    [InlineData("${if eq{a}{b}{c}}", "character 1: '${if': variables and items are not available in expressions in this version; write plain text " +
        "without $ and \\")]
    [InlineData("two\\nlines", "character 4: '\\n': escapes are not available in expressions in this version; write plain text without $ and \\")]
    [InlineData("ends in $", "character 9: '$': variables and items are not available in expressions in this version; write plain text without $ " +
        "and \\")]
    [InlineData("ends in \\", "character 9: '\\': escapes are not available in expressions in this version; write plain text without $ and \\")]
    public void What_is_not_available_yet_is_refused_with_its_place(string text, string problem) =>
        Should.Throw<ListSyntaxException>(() => Expressions.Parse(text)).Message.ShouldBe(problem);

    [Fact]
    public async Task Expanding_plain_text_allocates_nothing()
    {
        Expression expression = Expressions.Parse("text");
        await expression.ExpandAsync(Variables.None, CancellationToken.None);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
            await expression.ExpandAsync(Variables.None, CancellationToken.None);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }
}
