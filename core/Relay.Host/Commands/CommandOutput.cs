using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization;
using Spectre.Console;

namespace Relay.Host.Commands;

/// <summary>Where a command writes: with tables and colour on a terminal, plain elsewhere.</summary>
internal sealed class CommandOutput(ParseResult command)
{
    private static readonly JsonSerializerOptions JsonForm = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public TextWriter Out { get; } = command.InvocationConfiguration.Output;

    public TextWriter Error { get; } = command.InvocationConfiguration.Error;

    public bool IsTerminal => ReferenceEquals(Out, Console.Out) && !Console.IsOutputRedirected;

    /// <summary>Writes one line of JSON.</summary>
    public void Json(object value) => Out.WriteLine(JsonSerializer.Serialize(value, value.GetType(), JsonForm));

    /// <summary>Writes rows under headings: a table on a terminal, columns parted by tabs elsewhere.</summary>
    public void Table(IReadOnlyList<string> headings, IEnumerable<IReadOnlyList<string>> rows)
    {
        if (!IsTerminal)
        {
            Out.WriteLine(string.Join('\t', headings));
            foreach (IReadOnlyList<string> row in rows)
                Out.WriteLine(string.Join('\t', row));
            return;
        }

        Table table = new Table().Border(TableBorder.Rounded);
        foreach (string heading in headings)
            table.AddColumn(heading);
        foreach (IReadOnlyList<string> row in rows)
            table.AddRow([.. row.Select(Markup.Escape)]);
        AnsiConsole.Write(table);
    }

    /// <summary>Says on the error output what went wrong, and gives the exit code.</summary>
    public int Fail(string message, int exitCode = ExitCode.Failed)
    {
        Error.WriteLine($"relay: {message}");
        return exitCode;
    }
}
