using System.CommandLine;

namespace Relay.Host.Commands;

/// <summary>All commands, and what they have in common.</summary>
internal static class RelayCommandLine
{
    /// <summary>Runs a command line; gives the exit code.</summary>
    public static async Task<int> RunAsync(string[] arguments, InvocationConfiguration configuration)
    {
        ParseResult command = Build().Parse(arguments);
        if (command.Errors.Count == 0 || command.Action is System.CommandLine.Help.HelpAction)
            return await command.InvokeAsync(configuration).ConfigureAwait(false);
        foreach (System.CommandLine.Parsing.ParseError error in command.Errors)
            configuration.Error.WriteLine($"relay: {error.Message}");
        configuration.Error.WriteLine("relay: see 'relay --help'");
        return ExitCode.BadUsage;
    }

    private static RootCommand Build()
    {
        var root = new RootCommand("Relay takes mail in over SMTP, keeps it durably and delivers it.");
        foreach (Command command in (Command[])[new CheckCommand(), new SendCommand(), new SinkCommand(), new ConfigCommand(), new UserCommand()])
            root.Subcommands.Add(command);
        return root;
    }
}
