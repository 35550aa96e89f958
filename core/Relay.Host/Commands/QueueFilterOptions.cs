using System.CommandLine;
using Relay.Core.Settings.Binding;
using Relay.Host.Queue;
using Relay.Sdk.Spool;

namespace Relay.Host.Commands;

/// <summary>The options that select queue entries.</summary>
internal sealed class QueueFilterOptions
{
    private readonly Argument<string[]> ids = new("ID") { Description = "Message ids.", Arity = ArgumentArity.ZeroOrMore };
    private readonly Option<string[]> id = new("--id") { Description = "A message id. Repeatable.", HelpName = "ID" };
    private readonly Option<string?> destination = new("--destination")
    {
        Description = "A destination, as 'queue list' shows it.",
        HelpName = "NAME"
    };
    private readonly Option<string?> sender = new("--sender") { Description = "A reverse-path; empty for the null one.", HelpName = "MAILBOX" };
    private readonly Option<string?> recipient = new("--recipient")
    {
        Description = "A recipient, or a recipient domain as in @dest.example.",
        HelpName = "MAILBOX"
    };
    private readonly Option<bool> held = new("--held") { Description = "Held entries only." };
    private readonly Option<bool> all = new("--all") { Description = "All entries." };

    public QueueFilterOptions(Command command)
    {
        command.Arguments.Add(ids);
        foreach (Option option in (Option[])[id, destination, sender, recipient, held, all])
            command.Options.Add(option);
    }

    /// <summary>Whether nothing was said about which entries.</summary>
    public bool IsEmpty(ParseResult command) =>
        Ids(command).Length == 0 && command.GetValue(destination) is null && command.GetValue(sender) is null
        && command.GetValue(recipient) is null && !command.GetValue(held) && !command.GetValue(all);

    /// <summary>One filter for each message id, given once or several times, or a single one without.</summary>
    /// <exception cref="FormatException">An id is not an id, but perhaps a misspelt option.</exception>
    public IReadOnlyList<QueueFilter> Read(ParseResult command)
    {
        var filter = new QueueFilter
        {
            Destination = command.GetValue(destination),
            ReversePath = command.GetValue(sender),
            Recipient = command.GetValue(recipient),
            Held = command.GetValue(held) ? true : null,
        };
        string[] given = Ids(command);
        if (Array.Find(given, text => text.StartsWith("--", StringComparison.Ordinal)) is { } option)
            throw new FormatException(
                $"there is no option '{option}' " +
                $"here{NearestName.Hint(option, [.. command.CommandResult.Command.Options.Select(known => known.Name)])}");
        return given.Length == 0 ? [filter] : [.. given.Select(QueueQuery.ReadId).Distinct().Select(id => filter with { MessageId = id })];
    }

    private string[] Ids(ParseResult command) => [.. command.GetValue(ids) ?? [], .. command.GetValue(id) ?? []];
}
