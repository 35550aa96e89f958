using System.CommandLine;
using System.Text.Json;
using Relay.Host.Admin;
using Spectre.Console;

namespace Relay.Host.Commands;

/// <summary>Where a command writes: with tables and colour on a terminal, plain elsewhere.</summary>
internal sealed class CommandOutput(ParseResult command)
{
    public TextWriter Out { get; } = command.InvocationConfiguration.Output;

    public TextWriter Error { get; } = command.InvocationConfiguration.Error;

    public bool IsTerminal => ReferenceEquals(Out, Console.Out) && !Console.IsOutputRedirected;

    /// <summary>Writes one line of JSON.</summary>
    public void Json(object value) => Out.WriteLine(JsonSerializer.Serialize(value, value.GetType(), AdminJson.Options));

    /// <summary>Writes rows under headings: a table on a terminal, without the columns that it has no room for; all columns, separated by tabs,
    /// elsewhere.</summary>
    public async ValueTask TableAsync(IReadOnlyList<TableColumn> columns, IAsyncEnumerable<IReadOnlyList<string>> rows)
    {
        IAsyncEnumerable<string[]> shown = rows.Select(row => row.Select(ShownText.Of).ToArray());
        if (IsTerminal)
        {
            AnsiConsole.Write(Table(columns, await shown.ToListAsync(), AnsiConsole.Profile.Width));
            return;
        }

        Out.WriteLine(string.Join('\t', columns.Select(column => column.Heading)));
        await foreach (string[] row in shown)
            Out.WriteLine(string.Join('\t', row));
    }

    /// <summary>The table of a terminal of that width.</summary>
    internal static Table Table(IReadOnlyList<TableColumn> columns, IReadOnlyList<IReadOnlyList<string>> rows, int width)
    {
        IReadOnlyList<int> chosen = TableLayout.Choose(columns, rows, width);
        Table table = new Table().Border(TableBorder.Rounded);
        foreach (int index in chosen)
            table.AddColumn(new Spectre.Console.TableColumn(columns[index].Heading) { NoWrap = !columns[index].MayWrap });
        foreach (IReadOnlyList<string> row in rows)
            table.AddRow([.. chosen.Select(index => Markup.Escape(row[index]))]);
        return table;
    }

    /// <summary>The output as octets.</summary>
    public Stream OpenOctets() => ReferenceEquals(Out, Console.Out) ? Console.OpenStandardOutput() : new TextWriterStream(Out);

    /// <summary>Says on the error output what went wrong, and gives the exit code.</summary>
    public int Fail(string message, int exitCode = ExitCode.Failed)
    {
        Error.WriteLine($"relay: {message}");
        return exitCode;
    }
}
