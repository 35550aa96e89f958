using System.CommandLine;
using Relay.Core.Sessions.Authentication;
using Relay.Core.Settings;
using Relay.Core.Settings.Binding;
using Spectre.Console;

namespace Relay.Host.Commands;

/// <summary><c>relay user</c>: the users that may log in with AUTH. A running relay sees the change within a second.</summary>
internal sealed class UserCommand : Command
{
    private readonly SettingsOptions settings;

    private delegate Task<int> UserAction(CommandOutput output, string file, string name, bool asJson, CancellationToken cancellationToken);

    public UserCommand(SettingsOptions settings)
        : base("user", "Users that may log in with AUTH, in the credential file.")
    {
        this.settings = settings;
        Add("add", "Add a user, or give a user another password; asks for it, or reads it from the first line of the input.", AddAsync);
        Add("remove", "Remove a user.", RemoveAsync);
        Add("list", "List the users.", ListAsync, isNamed: false);
    }

    private void Add(string name, string description, UserAction action, bool isNamed = true)
    {
        var command = new Command(name, description);
        var user = new Argument<string>("NAME") { Description = "The user name." };
        var file = new Option<string?>("--credentials")
        {
            Description = "The credential file. Default: accept.credentials of the settings.",
            HelpName = "FILE"
        };
        settings.AddTo(command);
        var json = new Option<bool>("--json") { Description = "Write the result as JSON." };
        command.Options.Add(file);
        command.Options.Add(json);
        if (isNamed)
            command.Arguments.Add(user);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var output = new CommandOutput(parsed);
            try
            {
                if ((parsed.GetValue(file) ?? FromSettings(parsed)) is not { Length: > 0 } path)
                    return output.Fail("accept.credentials is not set; name the file with --credentials", ExitCode.BadUsage);
                return await action(output, path, isNamed ? parsed.GetValue(user)! : "", parsed.GetValue(json), cancellationToken);
            }
            catch (ArgumentException e)
            {
                return output.Fail(e.Message, ExitCode.BadUsage);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return output.Fail(e.Message);
            }
        });
        Subcommands.Add(command);
    }

    private string FromSettings(ParseResult command)
    {
        var errors = new SettingsErrors();
        string file = SettingsLoader.Load(settings.Request(command), errors).Settings.Accept.Credentials;
        return file.Length > 0 || !errors.Any ? file : throw new ArgumentException("the settings have errors; 'relay check' shows them");
    }

    private static async Task<int> AddAsync(CommandOutput output, string file, string name, bool asJson, CancellationToken cancellationToken)
    {
        // Never from the command line, where other users of the machine see it.
        string? password = Console.IsInputRedirected || !output.IsTerminal
            ? await Console.In.ReadLineAsync(cancellationToken)
            : await AskAsync(name, cancellationToken);
        if (string.IsNullOrEmpty(password))
            return output.Fail("the password is empty", ExitCode.BadUsage);
        bool isNew = await CredentialFile.AddAsync(file, name, password, cancellationToken);
        return Done(output, asJson, new { user = name, file, isNew }, isNew ? $"{name} added to {file}" : $"{name} has another password in {file}");
    }

    private static async Task<string> AskAsync(string name, CancellationToken cancellationToken)
    {
        string first = await PromptAsync($"Password for {name}:", cancellationToken);
        string second = await PromptAsync("Again:", cancellationToken);
        return first == second ? first : throw new ArgumentException("the two passwords differ; nothing was changed");
    }

    private static Task<string> PromptAsync(string question, CancellationToken cancellationToken) =>
        new TextPrompt<string>(Markup.Escape(question)).Secret(null).ShowAsync(AnsiConsole.Console, cancellationToken);

    private static async Task<int> RemoveAsync(CommandOutput output, string file, string name, bool asJson, CancellationToken cancellationToken)
    {
        if (!await CredentialFile.RemoveAsync(file, name, cancellationToken))
            return output.Fail($"there is no user {name} in {file}");
        return Done(output, asJson, new { user = name, file }, $"{name} removed from {file}");
    }

    private static async Task<int> ListAsync(CommandOutput output, string file, string name, bool asJson, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> users = [.. await CredentialFile.ListAsync(file, cancellationToken)];
        return Done(output, asJson, users, [.. users]);
    }

    private static int Done(CommandOutput output, bool asJson, object result, params string[] lines)
    {
        if (asJson)
            output.Json(result);
        else
            foreach (string line in lines)
                output.Out.WriteLine(line);
        return ExitCode.Ok;
    }
}
