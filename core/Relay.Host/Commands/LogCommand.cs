using System.CommandLine;
using Microsoft.Extensions.Logging;
using Relay.Core.Settings;
using Relay.Core.Settings.Binding;
using Relay.Core.Spool;
using Relay.Host.Admin;
using Relay.Host.Logging;

namespace Relay.Host.Commands;

/// <summary><c>relay log</c>: what the running relay writes to its log, until the next SIGHUP or restart.</summary>
internal sealed class LogCommand : Command
{
    private readonly Argument<string?> level = new("LEVEL")
    {
        Description = "The level from now on: trace, debug, information, warning, error, " +
        "critical or none. Without it, the levels are shown.",
        Arity = ArgumentArity.ZeroOrOne
    };
    private readonly Option<string?> category = new("--category")
    {
        Description = "Only for this category, such as delivery or plugin.geo-block.",
        HelpName = "NAME"
    };
    private readonly Option<bool> reset = new("--reset") { Description = "Back to what the settings say." };
    private readonly Option<bool> json = new("--json") { Description = "Write the levels as JSON." };

    public LogCommand(SettingsOptions settings)
        : base("log", "Show or change the levels of the running relay's log, until the next SIGHUP or restart.")
    {
        settings.AddTo(this);
        Arguments.Add(level);
        foreach (Option option in (Option[])[category, reset, json])
            Options.Add(option);
        SetAction((command, cancellationToken) => QueueGuard.RunAsync(settings, command,
            (loaded, output) => RunAsync(loaded, output, command, cancellationToken)));
    }

    private async Task<int> RunAsync(RelaySettings loaded, CommandOutput output, ParseResult command, CancellationToken cancellationToken)
    {
        LogQuery? change = Change(command);
        using AdminClient? relay = await AdminClient.ConnectAsync(loaded, cancellationToken);
        if (relay is null)
            return output.Fail(SpoolAccess.Problem(loaded.Spool.Path)
                ?? $"no relay answers on '{loaded.Spool.Path}': none is running, or it is still starting");
        LogLevelsView view = change is null
            ? await relay.LogAsync(cancellationToken)
            : await relay.LogAsync(change, cancellationToken);
        if (command.GetValue(json))
        {
            output.Json(view);
            return ExitCode.Ok;
        }

        output.Out.WriteLine(SettingsName.Value(view.Level.ToString()));
        foreach ((string name, LogLevel its) in view.Levels)
            output.Out.WriteLine($"{name} {SettingsName.Value(its.ToString())}");
        return ExitCode.Ok;
    }

    /// <returns>Null when the levels are only to be shown.</returns>
    private LogQuery? Change(ParseResult command)
    {
        string? given = command.GetValue(level);
        if (command.GetValue(reset))
            return given is null && command.GetValue(category) is null ? new LogQuery(null, null) : throw new FormatException("--reset stands alone");
        if (given is null && command.GetValue(category) is not null)
            throw new FormatException("say which level the category shall have");
        return given is null ? null : LogQuery.Of(given, command.GetValue(category));
    }
}
