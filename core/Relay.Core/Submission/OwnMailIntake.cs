using Microsoft.Extensions.Logging;
using Relay.Core.Handlers;
using Relay.Core.Metering;
using Relay.Core.Protocol.Content;
using Relay.Core.Scheduling.Entries;
using Relay.Core.Scheduling.Intake;
using Relay.Core.Sealing;
using Relay.Core.Sessions.Receiving;
using Relay.Core.Settings;
using Relay.Sdk.Events;
using Relay.Sdk.Mail;
using Relay.Sdk.Spool;
using Relay.Sdk.Submission;

namespace Relay.Core.Submission;

/// <summary>Takes messages of plugins into the queue.</summary>
public sealed partial class OwnMailIntake
{
    /// <summary>How long a plugin's stream may take to its end.</summary>
    internal static readonly TimeSpan ContentTimeout = TimeSpan.FromMinutes(5);

    private const int MaxFieldOctets = 1024;

    private readonly IMailQueue queue;
    private readonly ISpoolContent contents;
    private readonly IHandlers handlers;
    private readonly string hostname;
    private readonly TimeProvider clock;
    private readonly ILogger log;
    private readonly MessageSealing sealing;
    private volatile AcceptSettings accept;

    /// <param name="queue">Where the messages go.</param>
    /// <param name="contents">Where their content goes.</param>
    /// <param name="ids">Their ids.</param>
    /// <param name="settings">Valid, with the host name filled in.</param>
    public OwnMailIntake(IMailQueue queue, ISpoolContent contents, OwnMailIds ids, RelaySettings settings, IHandlers handlers, TimeProvider clock,
        ILogger<OwnMailIntake> log)
    {
        (this.queue, this.contents, this.handlers, this.clock, this.log) = (queue, contents, handlers, clock, log);
        sealing = new MessageSealing(handlers, contents, log);
        (Ids, accept, hostname) = (ids, settings.Accept, settings.Hostname);
    }

    /// <summary>The ids of the relay's own mail.</summary>
    internal OwnMailIds Ids { get; }

    /// <summary>Takes over other limits, for the messages from now on.</summary>
    public void Apply(AcceptSettings next) => accept = next;

    /// <summary>Takes a message.</summary>
    /// <param name="plugin">The plugin that submits it.</param>
    /// <param name="mail">The message.</param>
    /// <param name="closing">Fires when nothing more is to be taken.</param>
    /// <param name="cancellationToken">The plugin's.</param>
    /// <exception cref="OperationCanceledException">The plugin's token fired.</exception>
    internal async ValueTask<SubmissionResult> TakeAsync(string plugin, OwnMail mail, CancellationToken closing, CancellationToken cancellationToken)
    {
        int recipients = mail.Envelope.Recipients.Count;
        if (recipients == 0 || recipients > accept.MaxRecipients)
            return SubmissionResult.Refuse($"the envelope has {recipients} recipients; it must have between 1 and {accept.MaxRecipients} " +
                "(accept.maxRecipients)");
        if (!contents.HasRoom)
            return NoRoom();
        using CancellationTokenSource deadline = new(ContentTimeout, clock);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, closing, cancellationToken);
        try
        {
            return await StoreAsync(plugin, mail, ending.Token);
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return closing.IsCancellationRequested
                ? SubmissionResult.NotNow("the relay is stopping")
                : SubmissionResult.NotNow($"the content did not end within {ContentTimeout.TotalMinutes} minutes");
        }
        catch (SpoolFullException)
        {
            return NoRoom();
        }
    }

    private async ValueTask<SubmissionResult> StoreAsync(string plugin, OwnMail mail, CancellationToken cancellationToken)
    {
        DateTimeOffset now = clock.GetUtcNow();
        MessageId id = Ids.Next();
        ISpoolDraft draft;
        try
        {
            draft = await contents.BeginAsync(id, mayUseReserve: false, cancellationToken);
        }
        catch (IOException e) when (e is not SpoolFullException)
        {
            return StorageFailed(plugin, id, e);
        }

        try
        {
            FieldText.Write(draft, MaxFieldOctets, $"Received: by {hostname} (plugin {plugin}) id {id};\r\n\t{new MailDate(now)}\r\n");
            var content = new SubmittedContent(draft, id, accept, hostname, now);
            await content.ReadAsync(mail.Content, cancellationToken);
            if (content.Refusal is { } refusal)
                return SubmissionResult.Refuse(refusal);
            cancellationToken.ThrowIfCancellationRequested();
            Envelope envelope = mail.Envelope with { Body = content.Body, SmtpUtf8 = mail.Envelope.SmtpUtf8 || content.HeaderIsEightBit };
            try
            {
                if (sealing.IsWanted)
                {
                    SealOutcome outcome = await sealing.SealAsync(draft, new UnsealedMessage(id, envelope, Plugin: plugin), hasTrace: true,
                        mayUseReserve: false, cancellationToken);
                    if (!outcome.IsSealed)
                        return SubmissionResult.NotNow("the message cannot be sealed now; the log says why");
                    (draft, envelope) = (outcome.Draft, envelope with { Body = outcome.Body });
                }

                await CommitAsync(plugin, envelope, id, draft);
                return SubmissionResult.As(id);
            }
            catch (IOException e) when (e is not SpoolFullException)
            {
                return StorageFailed(plugin, id, e);
            }
        }
        finally
        {
            await draft.DisposeAsync();
        }
    }

    private async ValueTask CommitAsync(string plugin, Envelope envelope, MessageId id, ISpoolDraft draft)
    {
        var origin = new OriginFacts { Plugin = plugin };
        var message = new QueuedMessage
        {
            Id = id,
            ReceivedAt = clock.GetUtcNow(),
            ReversePath = envelope.ReversePath,
            Body = envelope.Body,
            SmtpUtf8 = envelope.SmtpUtf8 || envelope.ReversePath.Mailbox is { NeedsSmtpUtf8: true }
                || envelope.Recipients.Any(recipient => recipient.Mailbox.NeedsSmtpUtf8),
            RequireTls = envelope.RequireTls,
            Return = envelope.Return,
            EnvelopeId = envelope.EnvelopeId,
            LengthOctets = draft.LengthOctets,
            Origin = $"plugin {plugin}",
            Facts = new MessageFacts { Origin = origin }.Write(),
        };
        QueuedRecipient[] recipients = QueueRecords.Recipients(envelope.Recipients);
        IReadOnlyList<MessageNotice>? notices = handlers.Observes<MessageQueued>() ? [QueuedNotice.Of(message, recipients, origin)] : null;
        await queue.AcceptAsync(message, draft, recipients, notices);
        RelayMeter.Submitted.Add(1, KeyValuePair.Create<string, object?>("plugin", plugin));
        LogSubmitted(log, plugin, id, envelope.ReversePath.ToString(), envelope.Recipients.Count, message.LengthOctets);
    }

    private static SubmissionResult.TryLater NoRoom() => SubmissionResult.NotNow("the spool has no room for new mail");

    private SubmissionResult.TryLater StorageFailed(string plugin, MessageId id, IOException e)
    {
        LogStorageFailed(log, plugin, id, e);
        return SubmissionResult.NotNow("the spool could not store the message");
    }

    [LoggerMessage(LogLevel.Information, "plugin {Plugin}: message {MessageId} submitted, sender <{Sender}>, {Recipients} recipients, {Octets} " +
        "octets", EventName = "mail.submitted")]
    private static partial void LogSubmitted(ILogger logger, string plugin, MessageId messageId, string sender, int recipients, long octets);

    [LoggerMessage(LogLevel.Error, "plugin {Plugin}: message {MessageId} that it submitted could not be stored",
        EventName = "plugins.submission-not-stored")]
    private static partial void LogStorageFailed(ILogger logger, string plugin, MessageId messageId, IOException exception);
}
