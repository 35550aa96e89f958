using System.CommandLine;
using System.Text;
using Relay.Core.Settings;
using Relay.Host.Queue;
using Relay.Sdk.Mail;
using Relay.Sdk.Spool;

namespace Relay.Host.Commands;

/// <summary><c>relay queue show</c>: one message with all its entries and its header section, or its content as it is.</summary>
internal sealed class QueueShowCommand : Command
{
    private const int MaxHeaderOctets = 64 * 1024;

    private readonly SettingsOptions settings;
    private readonly Argument<string> id = new("ID") { Description = "The message id." };
    private readonly Option<bool> content = new("--content") { Description = "Write the content instead, octet by octet as it is." };
    private readonly Option<bool> json = new("--json") { Description = "One JSON object for each entry." };

    public QueueShowCommand(SettingsOptions settings)
        : base("show", "Show one message: envelope, what happened to it so far, header section.")
    {
        this.settings = settings;
        settings.AddTo(this);
        Arguments.Add(id);
        Options.Add(content);
        Options.Add(json);
        SetAction((command, cancellationToken) => QueueGuard.RunAsync(settings, command,
            (loaded, output) => RunAsync(loaded, output, command, cancellationToken)));
    }

    private async Task<int> RunAsync(RelaySettings loaded, CommandOutput output, ParseResult command, CancellationToken cancellationToken)
    {
        MessageId wanted = QueueQuery.ReadId(command.GetValue(id)!);
        using QueueSource source = await (command.GetValue(content)
            ? QueueSource.OpenAsync(loaded, cancellationToken)
            : QueueSource.OpenWithReasonsAsync(loaded, cancellationToken));
        if (command.GetValue(content))
            return await WriteContentAsync(source.OpenContent(wanted), output, wanted, cancellationToken);
        QueueGuard.TellSilence(source, output);

        int shown = 0;
        await foreach (QueueView entry in source.ListAsync(new QueueFilter { MessageId = wanted }, cancellationToken))
        {
            if (command.GetValue(json))
                output.Json(entry);
            else
                Show(output.Out, entry, isFirst: shown == 0, TimeProvider.System.GetUtcNow());
            shown++;
        }

        if (shown == 0)
            return output.Fail($"there is no message {wanted} in the queue");
        if (!command.GetValue(json))
            await ShowHeaderAsync(source.OpenContent(wanted), output.Out, cancellationToken);
        return ExitCode.Ok;
    }

    private static void Show(TextWriter output, QueueView entry, bool isFirst, DateTimeOffset now)
    {
        if (isFirst)
        {
            string needs = string.Join(' ', new[] { entry.SmtpUtf8 ? "SMTPUTF8" : "", entry.RequireTls ? "REQUIRETLS"
                : "" }.Where(word => word.Length > 0));
            output.WriteLine($"Message      {entry.Id}, {entry.LengthOctets} octets, received {entry.ReceivedAt:u}");
            output.WriteLine($"Origin       {ShownText.Of(entry.Origin)}");
            output.WriteLine($"Sender       <{ShownText.Of(entry.Sender)}>");
            if (entry.EnvelopeId is not null)
                output.WriteLine($"Envelope id  {ShownText.Of(entry.EnvelopeId)}");
            if (needs.Length > 0)
                output.WriteLine($"Needs        {needs}");
        }

        string next = entry.Hold switch
        {
            QueueHold.Operator => "held",
            QueueHold.Quarantine => $"in quarantine after {entry.Crashes} crashes",
            _ => entry.DueAt <= now ? $"due since {entry.DueAt:u}" : $"next at {entry.DueAt:u}",
        };
        output.WriteLine($"Destination  {entry.Destination}, {entry.Attempts} tries, {next}");
        if (entry.Waits is { } waits)
            output.WriteLine($"Waits for    {ShownText.Of(waits.Text)}{(waits.Until is { } until ? $"; until {until:u}" : "")}");
        foreach (QueueRecipientView recipient in entry.Recipients)
        {
            string reply = recipient.LastReply is null ? "" : ": " + ShownText.Of(recipient.LastReply.ReplaceLineEndings(" "));
            output.WriteLine(
                $"  <{ShownText.Of(recipient.Address)}>{reply}{(recipient.Settled ? " (done; the report about it waits for room)" : "")}");
        }
    }

    private static async Task ShowHeaderAsync(SpooledContent? content, TextWriter output, CancellationToken cancellationToken)
    {
        if (content is null)
            return;
        try
        {
            await using Stream stream = await content.OpenReadAsync(cancellationToken);
            using var reader = new StreamReader(stream, Encoding.UTF8);
            output.WriteLine();
            int octets = 0;
            while (await reader.ReadLineAsync(cancellationToken) is { Length: > 0 } line && (octets += line.Length) < MaxHeaderOctets)
                output.WriteLine(ShownText.Of(line));
        }
        finally
        {
            content.Release();
        }
    }

    private static async Task<int> WriteContentAsync(SpooledContent? content, CommandOutput output, MessageId wanted,
        CancellationToken cancellationToken)
    {
        if (content is null)
            return output.Fail($"there is no content of {wanted} to be read here");
        try
        {
            await using Stream stream = await content.OpenReadAsync(cancellationToken);
            await using Stream octets = output.OpenOctets();
            await stream.CopyToAsync(octets, cancellationToken);
            return ExitCode.Ok;
        }
        finally
        {
            content.Release();
        }
    }
}
