using System.CommandLine;
using System.Text.RegularExpressions;
using Relay.Core.Plugins;
using Relay.Core.Settings;
using Relay.Core.Settings.Binding;
using Relay.Host.Commands;
using Relay.Sdk.Events;
using Relay.Sdk.Plugins;

namespace Relay.Host.Tests;

public sealed partial class DocumentTests
{
    // Rows of docs/operation.md that are no message of their own: the log has them as the text of a warning or of an exception, from these files.
    private static readonly Dictionary<string, string> LoggedTexts = new()
    {
        ["OPEN RELAY"] = "core/Relay.Host/Checks/OpenRelayRule.cs",
        ["is not the one that belongs to the queue"] = "core/Relay.Core/Spool/BodiesOwnership.cs",
        ["the checksum of the content"] = "core/Relay.Core/Spool/Content/FileContent.cs",
        ["the spool's database … is missing"] = "core/Relay.Core/Spool/DatabaseFault.cs",
        ["this process may open"] = "core/Relay.Host/Checks/LimitRules.cs",
        ["log lines were dropped: the output is too slow"] = "core/Relay.Host/Logging/LogProvider.cs",
    };

    [Fact]
    public void The_plugin_of_the_readme_is_the_sample() =>
        Read("README.md").ShouldContain(Read("samples/DeliveryLog/DeliveryLogPlugin.cs").TrimEnd());

    [Fact]
    public void Every_key_is_in_the_administrators_table_with_its_text()
    {
        string page = Read("docs/administration.md");
        foreach ((string path, SettingsKey key) in Keys(typeof(RelaySettings), ""))
            page.ShouldContain($"| `{path}{(key.Shape.Kind == ValueKind.Dictionary ? ".CATEGORY" : "")}` | ", customMessage: path);
        foreach ((string path, SettingsKey key) in Keys(typeof(RelaySettings), ""))
            page.ShouldContain($"| {key.Description} |", customMessage: path);
    }

    public static TheoryData<string> Pages =>
        [.. Directory.GetFiles(Path.Combine(Root(), "docs"), "*.md").Select(file => $"docs/{Path.GetFileName(file)}"), "README.md",
            "samples/DeliveryLog/README.md"];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Settings_on_a_page_are_right(string page)
    {
        // What a plugin writes is shown as JSON as well.
        foreach (string snippet in Snippets(page, "jsonc?").Where(snippet => !snippet.Contains("\"eventId\"", StringComparison.Ordinal)))
        {
            string json = snippet.TrimStart().StartsWith('{') ? snippet : $"{{ {snippet} }}";
            SettingsErrors errors = new();
            SettingsDocument document = SettingsDocument.Parse(json, new SettingsSource(page, "/"), errors)
                .ShouldNotBeNull($"{snippet}\n{string.Join('\n', errors.All)}");
            if (document.Root.Find("plugins") is null)
                SettingsBinder.Bind<RelaySettings>(document.Root, errors);
            else
                SettingsBinder.Bind<PluginsFile>(document.Root, errors);
            // The files of secrets are the reader's.
            errors.All.Where(error => !error.Path.EndsWith(".$secret", StringComparison.Ordinal)).Select(error => error.ToString())
                .ShouldBeEmpty(snippet);
        }
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Commands_on_a_page_are_the_programs(string page)
    {
        foreach (string line in Snippets(page, "sh|text").SelectMany(snippet => snippet.Split('\n'))
            .Where(line => line.StartsWith("relay ", StringComparison.Ordinal)))
            Errors(line.Split('#')[0]).ShouldBeEmpty(line);
        foreach (Match match in CommandInText().Matches(Read(page)))
            Errors(match.Groups[1].Value).ShouldBeEmpty(match.Value);
    }

    [Fact]
    public void Every_command_is_on_the_administrators_page()
    {
        string page = Read("docs/administration.md");
        RootCommand root = (RootCommand)RelayCommandLine.Parse([]).RootCommandResult.Command;
        string[] cells = [.. page.Split('\n').Where(static line => line.StartsWith("| `relay ", StringComparison.Ordinal))
            .Select(static line => line.Split(" | ")[0])];
        foreach (Command command in root.Subcommands)
            foreach (string name in command.Subcommands.Select(child => child.Name).DefaultIfEmpty(""))
                cells.ShouldContain(cell => HasCommand(cell, command.Name, name), $"{command.Name} {name}");
    }

    [Fact]
    public void Every_moment_notice_and_kind_of_handler_is_on_the_plugin_page()
    {
        string page = Read("docs/plugins.md");
        foreach (Type type in typeof(Moment).Assembly.GetExportedTypes()
            .Where(type => !type.IsAbstract && (type.IsSubclassOf(typeof(Moment)) || type.IsSubclassOf(typeof(Notice)))))
            page.ShouldContain($"| `{type.Name}` |");
        foreach (string method in typeof(IPluginBuilder).GetMethods().Where(method => !method.IsSpecialName).Select(method => method.Name))
            page.ShouldContain($"`relay.{method}<");
    }

    [Fact]
    public void Every_log_line_that_is_explained_can_be_logged()
    {
        string[] messages = [.. LogEventTests.Lines.Select(line => line.Line.Message)];
        string[] rows = [.. Read("docs/operation.md").Split("## What the log says")[1].Split("\n## ")[0].Split('\n')
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal)).Select(row => row.Split('`')[1])];
        rows.Length.ShouldBeGreaterThan(15);
        foreach (string row in rows.Except(LoggedTexts.Keys))
            messages.Where(message => Shows(message, row)).ShouldNotBeEmpty($"no LoggerMessage has the text of the row: {row}");
        foreach ((string row, string file) in LoggedTexts)
        {
            rows.ShouldContain(row);
            StringLiteral().Matches(Read(file)).ShouldContain(literal => Shows(literal.Value, row), $"no text in {file} is that of the row: {row}");
        }
    }

    // … in a row stands for anything.
    private static bool Shows(string text, string row) =>
        Regex.IsMatch(text, string.Join(".*", row.Split('…').Select(static part => Regex.Escape(part.Trim()))), RegexOptions.Singleline);

    // A row may have several: `relay queue hold`, `release`, `retry`.
    private static bool HasCommand(string cell, string command, string child)
    {
        string[] words = [.. cell.Split('`').Where(static (_, index) => index % 2 == 1)];
        return child.Length == 0
            ? words.Any(text => text == $"relay {command}" || text.StartsWith($"relay {command} ", StringComparison.Ordinal))
            : words[0].StartsWith($"relay {command} ", StringComparison.Ordinal)
            && words.Any(text => text.Replace($"relay {command} ", "", StringComparison.Ordinal).Split(' ')[0] == child);
    }

    private static IEnumerable<string> Errors(string line) =>
        RelayCommandLine.Parse(
            [.. line.Trim().Replace("'", "", StringComparison.Ordinal).Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1)]).Errors.Select(
                error => error.Message);

    private static IEnumerable<string> Snippets(string page, string language) =>
        Regex.Matches(Read(page), $"^```(?:{language})\\n(.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline)
            .Select(match => match.Groups[1].Value);

    // `relay send --to 127.0.0.1:2525`, as text on a page gives whole commands; … stands for more, and so does what is in capitals.
    [GeneratedRegex("`(relay [a-z]+(?: [a-z]+)? --[^`…]*)`")]
    private static partial Regex CommandInText();

    [GeneratedRegex("\"(?:[^\"\\\\\n]|\\\\.)*\"")]
    private static partial Regex StringLiteral();

    private static IEnumerable<(string Path, SettingsKey Key)> Keys(Type type, string prefix)
    {
        foreach (SettingsKey key in SettingsType.Of(type).Keys)
        {
            (Type? inner, string suffix) = key.Shape.Kind switch
            {
                ValueKind.Record => (key.Shape.Type, "."),
                ValueKind.List when ValueShape.Of(key.Shape.Element!).Kind == ValueKind.Record => (key.Shape.Element, "[]."),
                ValueKind.Dictionary when ValueShape.Of(key.Shape.Element!).Kind == ValueKind.Record => (key.Shape.Element, ".NAME."),
                _ => (null, ""),
            };
            if (inner is null)
                yield return (prefix + key.Name, key);
            else
                foreach ((string, SettingsKey) child in Keys(inner, prefix + key.Name + suffix))
                    yield return child;
        }
    }

    private static string Read(string name) => File.ReadAllText(Path.Combine(Root(), name));

    private static string Root()
    {
        string folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Relay.sln")))
            folder = Path.GetDirectoryName(folder)!;
        return folder;
    }
}
