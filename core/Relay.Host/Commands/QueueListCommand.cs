using System.CommandLine;
using System.Globalization;
using System.Runtime.CompilerServices;
using Relay.Core.Settings;
using Relay.Host.Queue;
using Relay.Sdk.Spool;

namespace Relay.Host.Commands;

/// <summary><c>relay queue list</c>.</summary>
internal sealed class QueueListCommand : Command
{
    private static readonly TableColumn[] Columns =
    [
        new("ID"), new("AGE", 3), new("OCTETS", 7), new("SENDER", 5), new("RECIPIENTS", 2), new("DESTINATION", 4), new("TRIES", 6),
            new("NEXT", 1, MayWrap: true),
        new("LAST REPLY", 1, MayWrap: true),
    ];

    private readonly SettingsOptions settings;
    private readonly QueueFilterOptions filter;
    private readonly Option<int?> limit = new("--limit")
    {
        Description = "At most so many entries.",
        HelpName = "N",
        CustomParser = given => OptionText.Number(given, 1, int.MaxValue)
    };
    private readonly Option<bool> count = new("--count") { Description = "Only say how many." };
    private readonly Option<bool> json = new("--json") { Description = "One JSON object a line." };

    public QueueListCommand(SettingsOptions settings)
        : base("list", "List the mail that waits, the oldest first.")
    {
        this.settings = settings;
        settings.AddTo(this);
        filter = new QueueFilterOptions(this);
        foreach (Option option in (Option[])[limit, count, json])
            Options.Add(option);
        SetAction((command, cancellationToken) => QueueGuard.RunAsync(settings, command,
            (loaded, output) => RunAsync(loaded, output, command, cancellationToken)));
    }

    private async Task<int> RunAsync(RelaySettings loaded, CommandOutput output, ParseResult command, CancellationToken cancellationToken)
    {
        IReadOnlyList<QueueFilter> filters = filter.Read(command);
        using QueueSource source = await (command.GetValue(count)
            ? QueueSource.OpenAsync(loaded, cancellationToken)
            : QueueSource.OpenWithReasonsAsync(loaded, cancellationToken));
        QueueGuard.TellSilence(source, output);
        int found = 0;
        IAsyncEnumerable<QueueView> entries = EntriesAsync(source, filters, command.GetValue(limit), () => found++, cancellationToken);
        await ShowAsync(entries, output, command, cancellationToken);
        if (found == 0)
            await QueueGuard.ExplainAsync(source, filters, near: true, output, cancellationToken);
        return ExitCode.Ok;
    }

    private async Task ShowAsync(IAsyncEnumerable<QueueView> entries, CommandOutput output, ParseResult command, CancellationToken cancellationToken)
    {
        if (command.GetValue(count))
        {
            output.Out.WriteLine(await entries.CountAsync(cancellationToken));
        }
        else if (command.GetValue(json))
        {
            await foreach (QueueView entry in entries)
                output.Json(entry);
        }
        else
        {
            DateTimeOffset now = TimeProvider.System.GetUtcNow();
            await output.TableAsync(Columns, entries.Select(entry => Row(entry, now)));
        }
    }

    private static async IAsyncEnumerable<QueueView> EntriesAsync(
        QueueSource source, IReadOnlyList<QueueFilter> filters, int? limit, Action note, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (QueueFilter selection in filters)
            await foreach (QueueView entry in source.ListAsync(selection with { Limit = limit }, cancellationToken))
            {
                note();
                yield return entry;
            }
    }

    private static string[] Row(QueueView entry, DateTimeOffset now) =>
    [
        entry.Id,
        WaitText.Age(now - entry.ReceivedAt),
        entry.LengthOctets.ToString(CultureInfo.InvariantCulture),
        $"<{entry.Sender}>",
        entry.Recipients.Count == 1 ? entry.Recipients[0].Address : $"{entry.Recipients[0].Address} and {entry.Recipients.Count - 1} more",
        entry.Destination,
        entry.Attempts.ToString(CultureInfo.InvariantCulture),
        WaitText.Of(entry, now),
        entry.Recipients[0].LastReply?.ReplaceLineEndings(" ") ?? "",
    ];
}
