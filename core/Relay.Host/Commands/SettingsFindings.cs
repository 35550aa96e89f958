using Relay.Core.Settings.Binding;
using Spectre.Console;

namespace Relay.Host.Commands;

/// <summary>Shows errors and warnings of the settings, one a line.</summary>
internal sealed class SettingsFindings(SettingsErrors errors)
{
    /// <summary>Writes all findings and the sum of them to the output.</summary>
    public void Write(CommandOutput output, bool asJson)
    {
        if (asJson)
        {
            output.Json(errors.All.Select(error => new
            {
                source = error.Place.Source.Name,
                line = error.Place.Line,
                column = error.Place.Column,
                path = error.Path,
                message = error.Message,
                isWarning = error.IsWarning,
            }));
            return;
        }

        foreach (SettingsError error in errors.All)
            if (output.IsTerminal)
                AnsiConsole.MarkupLineInterpolated($"[{(error.IsWarning ? "yellow" : "red")}]{error}[/]");
            else
                output.Out.WriteLine(error);
        WriteUntold(output.Out);
        output.Out.WriteLine($"{Count(errors.Errors, "error")}, {Count(errors.Warnings, "warning")}");
    }

    /// <summary>Writes the findings as lines, as a command does that cannot go on.</summary>
    public void WriteLines(TextWriter output)
    {
        foreach (SettingsError error in errors.All)
            output.WriteLine(error);
        WriteUntold(output);
    }

    private void WriteUntold(TextWriter output)
    {
        if (errors.Errors + errors.Warnings - errors.All.Count is > 0 and int untold)
            output.WriteLine($"and {untold} more");
    }

    private static string Count(int number, string what) => number == 1 ? $"1 {what}" : $"{number} {what}s";
}
