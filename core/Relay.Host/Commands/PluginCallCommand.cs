using System.CommandLine;
using System.Net;
using Relay.Core.Settings;
using Relay.Core.Spool;
using Relay.Host.Admin;

namespace Relay.Host.Commands;

/// <summary><c>relay plugin call</c>: carries out a command of a plugin in the running relay.</summary>
internal sealed class PluginCallCommand : Command
{
    private readonly Argument<string> plugin = new("plugin") { Description = "The plugin's id; with an instance, id#instance." };
    private readonly Argument<string> name = new("command") { Description = "The command's name, as 'relay plugin list' shows it." };
    private readonly Argument<string[]> arguments = new("arguments")
    {
        Description = "What the command takes. Those that begin with - come after --.",
        Arity = ArgumentArity.ZeroOrMore
    };

    public PluginCallCommand(SettingsOptions settings)
        : base("call", "Carry out a command of a plugin in the running relay, and write its answer as JSON.")
    {
        settings.AddTo(this);
        Arguments.Add(plugin);
        Arguments.Add(name);
        Arguments.Add(arguments);
        SetAction((command, cancellationToken) => QueueGuard.RunAsync(settings, command,
            (loaded, output) => CallAsync(loaded, output, command, cancellationToken)));
    }

    private async Task<int> CallAsync(RelaySettings loaded, CommandOutput output, ParseResult command, CancellationToken cancellationToken)
    {
        using AdminClient? relay = await AdminClient.ConnectAsync(loaded, cancellationToken);
        if (relay is null)
            return output.Fail(SpoolAccess.Problem(loaded.Spool.Path)
                ?? $"no relay answers on '{loaded.Spool.Path}': none is running, or it is still starting; a plugin's commands are carried out in " +
                "the running relay");
        (HttpStatusCode status, string text) = await relay.CallAsync(command.GetValue(plugin)!, command.GetValue(name)!, command.GetValue(arguments)
            ?? [], cancellationToken);
        if (status == HttpStatusCode.OK)
        {
            output.Out.WriteLine(text);
            return ExitCode.Ok;
        }

        return output.Fail(text, status is HttpStatusCode.BadRequest or HttpStatusCode.NotFound ? ExitCode.BadUsage : ExitCode.Failed);
    }
}
