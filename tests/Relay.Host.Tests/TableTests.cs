using Relay.Host.Commands;
using Spectre.Console;
using TableColumn = Relay.Host.Commands.TableColumn;

namespace Relay.Host.Tests;

public sealed class TableTests
{
    private static readonly TableColumn[] Columns = [new("ID"), new("AGE", 3), new("OCTETS", 7), new("SENDER", 5), new("NEXT", 1, MayWrap: true)];

    private static readonly string[][] Rows =
    [
        ["0APJJ1PJWPG00", "12m", "1234567", "<somebody@with-a-long-name.example>", "now"],
        ["0APJJ1PJWPG01", "12m", "1", "<>", "host rests until 08:41:12Z (Connection refused)"],
    ];

    [Theory]
    [InlineData(200)]
    [InlineData(80)]
    [InlineData(60)]
    [InlineData(40)]
    public void An_id_is_never_broken_and_no_line_is_longer_than_the_terminal(int width)
    {
        string[] lines = Render(width);

        lines.ShouldContain(line => line.Contains(" 0APJJ1PJWPG00 ", StringComparison.Ordinal));
        lines.ShouldContain(line => line.Contains(" 0APJJ1PJWPG01 ", StringComparison.Ordinal));
        lines.ShouldAllBe(line => line.Length <= width);
    }

    [Theory]
    [InlineData(200, "ID AGE OCTETS SENDER NEXT")]
    [InlineData(90, "ID AGE SENDER NEXT")]
    [InlineData(60, "ID AGE NEXT")]
    [InlineData(46, "ID AGE NEXT")]
    [InlineData(45, "ID NEXT")]
    [InlineData(40, "ID NEXT")]
    [InlineData(10, "ID")]
    public void Columns_of_less_weight_give_way(int width, string shown) =>
        string.Join(' ', TableLayout.Choose(Columns, Rows, width).Select(index => Columns[index].Heading)).ShouldBe(shown);

    private static string[] Render(int width)
    {
        using var output = new StringWriter();
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, Out = new AnsiConsoleOutput(output) });
        console.Profile.Width = width;
        console.Write(CommandOutput.Table(Columns, Rows, width));
        return [.. output.ToString().Split('\n').Select(line => line.TrimEnd())];
    }
}
