using System.CommandLine;
using Relay.Core.Settings.Binding;

namespace Relay.Host.Commands;

/// <summary>All commands, and what they have in common.</summary>
internal static class RelayCommandLine
{
    /// <summary>Runs a command line; gives the exit code.</summary>
    /// <param name="stop">Fires when the command shall end in order.</param>
    public static async Task<int> RunAsync(string[] arguments, InvocationConfiguration configuration, CancellationToken stop)
    {
        ParseResult command = Parse(arguments);
        if (command.Errors.Count == 0 || command.Action is System.CommandLine.Help.HelpAction)
            return await command.InvokeAsync(configuration, stop).ConfigureAwait(false);
        foreach (System.CommandLine.Parsing.ParseError error in command.Errors)
            configuration.Error.WriteLine($"relay: {error.Message}");
        foreach (string word in command.UnmatchedTokens)
            if (NearestName.Of(word, Names(command.CommandResult.Command)) is { } meant)
                configuration.Error.WriteLine($"relay: did you mean '{meant}'?");
        configuration.Error.WriteLine("relay: see 'relay --help'");
        return ExitCode.BadUsage;
    }

    /// <summary>Reads a command line; its errors are in the result.</summary>
    // An argument that begins with @ is a domain here, never a file of arguments.
    internal static ParseResult Parse(IReadOnlyList<string> arguments) => Build().Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });

    private static IEnumerable<string> Names(Command command) =>
        [.. command.Subcommands.Select(child => child.Name), .. command.Options.Select(option => option.Name)];

    private static RootCommand Build()
    {
        var root = new RootCommand("Relay takes mail in over SMTP, keeps it durably and delivers it.");
        foreach (Command command in (Command[])[new RunCommand(), new CheckCommand(), new SendCommand(), new SinkCommand(), new QueueCommand(), new PluginCommand(), new UserCommand(), new ConfigCommand()])
            root.Subcommands.Add(command);
        RunCommand.AddTo(root);
        return root;
    }
}
