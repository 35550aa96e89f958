using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Relay.Host.Commands;

/// <summary>The help of the command-line library. Its list of commands shows optional arguments as if they were needed; here they are left
/// out.</summary>
internal sealed class CommandHelp : SynchronousCommandLineAction
{
    private readonly HelpAction help = new();

    public override int Invoke(ParseResult parseResult)
    {
        TextWriter output = parseResult.InvocationConfiguration.Output;
        using var written = new StringWriter();
        parseResult.InvocationConfiguration.Output = written;
        try
        {
            return help.Invoke(parseResult);
        }
        finally
        {
            parseResult.InvocationConfiguration.Output = output;
            output.Write(WithoutOptionalArguments(written.ToString(), parseResult.CommandResult.Command));
        }
    }

    private static string WithoutOptionalArguments(string text, Command command)
    {
        foreach (Command child in command.Subcommands)
        {
            string shown = Line(child.Name, child.Arguments);
            string needed = Line(child.Name, child.Arguments.Where(argument => argument.Arity.MinimumNumberOfValues > 0));
            text = text.Replace(shown, needed.PadRight(shown.Length), StringComparison.Ordinal);
        }

        return text;

        static string Line(string name, IEnumerable<Argument> arguments) =>
            $"\n  {name}{string.Concat(arguments.Select(argument => $" <{argument.Name}>"))}";
    }
}
