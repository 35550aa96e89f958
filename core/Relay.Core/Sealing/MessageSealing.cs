using System.Text;
using Microsoft.Extensions.Logging;
using Relay.Core.ContentEditing;
using Relay.Core.Handlers;
using Relay.Core.Handlers.Answering;
using Relay.Core.Handlers.Guarding;
using Relay.Core.SevenBit;
using Relay.Sdk.Filters;
using Relay.Sdk.Mail;
using Relay.Sdk.Spool;

namespace Relay.Core.Sealing;

/// <summary>Asks the seals about a message as the last thing before it is stored: content of clients, of reports and of plugins alike.</summary>
/// <param name="handlers">The plugins' handlers.</param>
/// <param name="contents">Where the content lies.</param>
/// <param name="log">Gets what did not succeed.</param>
internal sealed partial class MessageSealing(IHandlers handlers, ISpoolContent contents, ILogger log)
{
    /// <summary>Whether there is a seal; when not, the content need not be read back.</summary>
    public bool IsWanted => handlers.Seals.Count > 0;

    /// <summary>Seals what a draft holds.</summary>
    /// <param name="draft">The content. It is dropped when another draft replaces it.</param>
    /// <param name="message">What the seals are told besides.</param>
    /// <param name="hasTrace">Whether the first field is the relay's Received field, which stays on top.</param>
    /// <param name="mayUseReserve">As for the draft.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="IOException">The sealed content cannot be stored, and the draft is gone.</exception>
    public async ValueTask<SealOutcome> SealAsync(ISpoolDraft draft, UnsealedMessage message, bool hasTrace, bool mayUseReserve,
        CancellationToken cancellationToken)
    {
        using HandlerLease lease = handlers.Lease();
        IReadOnlyList<RegisteredSeal> seals = lease.Handlers.Seals;
        BodyType body = message.Envelope.Body;
        SpooledContent original = await draft.ReadBackAsync(cancellationToken);
        try
        {
            IMessageContent content = original;
            if (body != BodyType.BinaryMime && !seals.All(seal => seal.KeepsEightBit)
                && await SevenBitConversion.OfAsync(content, mayConvert: true, cancellationToken) is SevenBitOutcome.Converted converted)
                (content, body) = (converted.Content, BodyType.SevenBit);
            HeaderSection? header = await AskAsync(seals, message with { Envelope = message.Envelope with { Body = body } }, content, hasTrace,
                cancellationToken);
            if (header is null)
                return new SealOutcome(draft, message.Envelope.Body, IsSealed: false);
            if (!header.IsEdited && content == original)
                return new SealOutcome(draft, body, IsSealed: true);
            // An id has one draft at a time. What was read back of the first stays readable.
            await draft.DisposeAsync();
            draft = await DraftCopy.WriteAsync(contents, message.Id, mayUseReserve, new EditedContent(header, content), cancellationToken);
            return new SealOutcome(draft, body, IsSealed: true);
        }
        finally
        {
            original.Release();
        }
    }

    // The header section with the fields of all seals; null when one of them cannot seal now.
    private async ValueTask<HeaderSection?> AskAsync(IReadOnlyList<RegisteredSeal> seals, UnsealedMessage message, IMessageContent content,
        bool hasTrace, CancellationToken cancellationToken)
    {
        HeaderSection header = await HeaderSection.ReadAsync(content, hasTrace, cancellationToken);
        foreach (RegisteredSeal seal in seals)
        {
            var told = new MessageToSeal
            {
                MessageId = message.Id,
                Envelope = message.Envelope,
                Content = header.IsEdited ? new EditedContent(header, content) : content,
                Client = message.Client,
                Plugin = message.Plugin,
            };
            switch (await seal.Seal.SealAsync(told, cancellationToken))
            {
                case SealResult.Unavailable unavailable:
                    LogNotSealed(log, message.Id, seal.Handler, unavailable.Reason);
                    return null;
                case SealResult.Added added:
                    for (int i = added.Fields.Count - 1; i >= 0; i--)
                        header.Add(Encoding.UTF8.GetBytes($"{added.Fields[i]}\r\n"));
                    break;
            }
        }

        return header;
    }

    [LoggerMessage(LogLevel.Error, "message {MessageId} cannot be sealed now by {Handler}: {Reason}", EventName = "handlers.not-sealed")]
    private static partial void LogNotSealed(ILogger logger, MessageId messageId, HandlerIdentity handler, string reason);
}
