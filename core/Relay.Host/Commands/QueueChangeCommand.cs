using System.CommandLine;
using Relay.Core.Scheduling.Administration;
using Relay.Core.Settings;
using Relay.Host.Queue;
using Relay.Sdk.Spool;

namespace Relay.Host.Commands;

/// <summary><c>relay queue hold|release|retry|bounce|remove</c>: done by the running relay, or here when none is running.</summary>
internal sealed class QueueChangeCommand : Command
{
    private readonly QueueChange change;
    private readonly SettingsOptions settings;
    private readonly QueueFilterOptions filter;
    private readonly Option<string> reason = new("--reason")
    {
        Description = "What the report says.",
        DefaultValueFactory = _ => "",
        HelpName = "TEXT"
    };
    private readonly Option<bool> json = new("--json") { Description = "Write the result as JSON." };

    public QueueChangeCommand(QueueChange change, string description, SettingsOptions settings)
        : base(change.Name(), description)
    {
        (this.change, this.settings) = (change, settings);
        settings.AddTo(this);
        filter = new QueueFilterOptions(this);
        if (change == QueueChange.Bounce)
            Options.Add(reason);
        Options.Add(json);
        SetAction((command, cancellationToken) => QueueGuard.RunAsync(settings, command,
            (loaded, output) => RunAsync(loaded, output, command, cancellationToken)));
    }

    private async Task<int> RunAsync(RelaySettings loaded, CommandOutput output, ParseResult command, CancellationToken cancellationToken)
    {
        if (filter.IsEmpty(command))
            return output.Fail("say which mail: message ids, --destination, --sender, --recipient, --held or --all", ExitCode.BadUsage);
        IReadOnlyList<QueueFilter> filters = filter.Read(command);
        string why = change == QueueChange.Bounce ? command.GetValue(reason)! : "";
        QueueCommandResult sum = await ChangeAsync(loaded, filters, why, cancellationToken);
        if (command.GetValue(json))
            output.Json(sum);
        else
            output.Out.WriteLine(Say(sum));
        if (sum.Matched > 0)
            return ExitCode.Ok;
        using QueueSource source = await QueueSource.OpenAsync(loaded, cancellationToken);
        bool near = change is not (QueueChange.Bounce or QueueChange.Remove);
        await QueueGuard.ExplainAsync(source, filters, near, output, cancellationToken);
        return ExitCode.Failed;
    }

    private async Task<QueueCommandResult> ChangeAsync(RelaySettings loaded, IReadOnlyList<QueueFilter> filters, string why,
        CancellationToken cancellationToken)
    {
        var sum = new QueueCommandResult(0, 0, 0, 0);
        await using IQueueChanger changer = await QueueChangers.OpenAsync(loaded, cancellationToken);
        foreach (QueueFilter selection in filters)
        {
            QueueCommandResult part = await changer.ChangeAsync(change, selection, why, cancellationToken);
            sum = new QueueCommandResult(sum.Matched + part.Matched, sum.Changed + part.Changed, sum.InFlight + part.InFlight,
                sum.Skipped + part.Skipped);
        }

        return sum;
    }

    private static string Say(QueueCommandResult sum)
    {
        string said = $"{sum.Matched} entries selected, {sum.Changed} changed";
        if (sum.InFlight > 0)
            said += $", {sum.InFlight} being sent at the moment: changed if that fails";
        return sum.Skipped > 0 ? $"{said}, {sum.Skipped} left as they were" : said;
    }
}
