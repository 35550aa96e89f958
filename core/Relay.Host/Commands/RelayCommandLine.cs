using System.CommandLine;
using System.CommandLine.Help;
using Relay.Core.Settings.Binding;

namespace Relay.Host.Commands;

/// <summary>All commands, and what they have in common.</summary>
internal static class RelayCommandLine
{
    /// <summary>Runs a command line; gives the exit code.</summary>
    /// <param name="stop">Fires when the command shall end in order.</param>
    /// <param name="known">Is told whether the command is the relay itself, once that is known.</param>
    public static async Task<int> RunAsync(string[] arguments, InvocationConfiguration configuration, CancellationToken stop,
        Action<bool>? known = null)
    {
        ParseResult command = Parse(arguments);
        known?.Invoke(command.CommandResult.Command is RunCommand or RootCommand);
        // A command line that asks for help may have anything else in it.
        string[] errors = command.Action is CommandHelp ? [] : [.. command.Errors.Select(error => error.Message), .. Misplaced(command)];
        return errors.Length == 0
            ? await InvokeAsync(command, configuration, stop)
            : Refuse(command, errors, configuration.Error);
    }

    /// <summary>Reads a command line; its errors are in the result.</summary>
    // An argument that begins with @ is a domain here, never a file of arguments.
    internal static ParseResult Parse(IReadOnlyList<string> arguments) =>
        Build().Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });

    // Commands answer themselves for what they expect to go wrong; for the rest, a line is more use than a stack trace.
    private static async Task<int> InvokeAsync(ParseResult command, InvocationConfiguration configuration, CancellationToken stop)
    {
        try
        {
            return await command.InvokeAsync(configuration, stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            configuration.Error.WriteLine("relay: interrupted; what was not finished is not done");
        }
        catch (Exception e)
        {
            configuration.Error.WriteLine($"relay: failed unexpectedly: {e.GetType().Name}: {e.Message.ReplaceLineEndings(" ")}");
        }

        return ExitCode.Failed;
    }

    private static int Refuse(ParseResult command, IEnumerable<string> errors, TextWriter output)
    {
        foreach (string error in errors)
            output.WriteLine($"relay: {error}");
        foreach (string word in command.UnmatchedTokens)
            if (NearestName.Of(word, Names(command.CommandResult.Command)) is { } meant)
                output.WriteLine($"relay: did you mean '{meant}'?");
        output.WriteLine("relay: see 'relay --help'");
        return ExitCode.BadUsage;
    }

    // Options before the command are the root's; a command that does not have them too would do its work without them.
    private static IEnumerable<string> Misplaced(ParseResult command)
    {
        Command chosen = command.CommandResult.Command;
        return command.RootCommandResult.Children.OfType<System.CommandLine.Parsing.OptionResult>()
            .Where(given => !given.Implicit && !given.Option.Recursive && !chosen.Options.Contains(given.Option))
            .Select(given => $"'{chosen.Name}' does not take {given.Option.Name}");
    }

    private static IEnumerable<string> Names(Command command) =>
        [.. command.Subcommands.Select(child => child.Name), .. command.Options.Select(option => option.Name)];

    private static RootCommand Build()
    {
        var root = new RootCommand("Relay takes mail in over SMTP, keeps it durably and delivers it.");
        var settings = new SettingsOptions();
        foreach (Command command in (Command[])
            [
                new RunCommand(settings), new CheckCommand(settings), new SendCommand(), new SinkCommand(), new QueueCommand(settings),
                    new PluginCommand(settings),
                new UserCommand(settings), new LogCommand(settings), new TraceCommand(settings), new ConfigCommand(settings),
            ])
            root.Subcommands.Add(command);
        RunCommand.AddTo(root, settings);
        foreach (HelpOption help in root.Options.OfType<HelpOption>())
            help.Action = new CommandHelp();
        return root;
    }
}
