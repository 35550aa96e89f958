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

    /// <summary>Writes rows under headings: a table on a terminal, columns parted by tabs elsewhere.</summary>
    public async ValueTask TableAsync(IReadOnlyList<string> headings, IAsyncEnumerable<IReadOnlyList<string>> rows)
    {
        if (!IsTerminal)
        {
            Out.WriteLine(string.Join('\t', headings));
            await foreach (IReadOnlyList<string> row in rows.ConfigureAwait(false))
                Out.WriteLine(string.Join('\t', row.Select(ShownText.Of)));
            return;
        }

        Table table = new Table().Border(TableBorder.Rounded);
        foreach (string heading in headings)
            table.AddColumn(heading);
        await foreach (IReadOnlyList<string> row in rows.ConfigureAwait(false))
            table.AddRow([.. row.Select(cell => Markup.Escape(ShownText.Of(cell)))]);
        AnsiConsole.Write(table);
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
