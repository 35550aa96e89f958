using Microsoft.Extensions.Logging;
using Relay.Core.ContentEditing;
using Relay.Core.Handlers;
using Relay.Core.Sessions.Receiving.Editing;
using Relay.Sdk.Events;
using Relay.Sdk.Filters;
using Relay.Sdk.Mail;
using Relay.Sdk.Replies;
using Relay.Sdk.Spool;

namespace Relay.Core.Sessions.Receiving;

/// <summary>Asks the plugins about a whole message: the filters in order, each seeing what those before it made of it, then the decision.</summary>
internal sealed partial class MessageJudgement(SmtpSession session, IncomingMessage message, SpooledContent content, MessageEdits edits)
{
    /// <summary>Whether a filter or handler is to be asked; when not, the content is not read back.</summary>
    public static bool IsWanted(IHandlers handlers) => handlers.Filters.Count > 0 || handlers.Decides<MessageOffered>();

    /// <summary>Asks; the refusal, or null when the message may be taken as the edits now say.</summary>
    public async ValueTask<SmtpReply?> AskAsync()
    {
        IHandlers handlers = session.Context.Handlers;
        using HandlerLease lease = handlers.Lease();
        foreach (IMessageFilter filter in lease.Handlers.Filters)
        {
            FilterResult result = await filter.FilterAsync(Offered(), session.Ending);
            if (session.ApplyVerdict(result.Verdict) is { } refusal)
                return refusal;
            if (!await ApplyAsync(result.Edits))
                return SessionReplies.LocalError;
        }

        return session.ApplyVerdict(await handlers.DecideAsync(lease, Offered(), session.Ending));
    }

    private async ValueTask<bool> ApplyAsync(IReadOnlyList<MessageEdit> asked)
    {
        foreach (MessageEdit edit in asked)
        {
            if (MessageEdits.ConcernsHeader(edit))
                edits.Header ??= await HeaderSection.ReadAsync(content, hasTrace: true, session.Ending);
            if (edits.TryApply(edit))
                continue;
            LogBadEdit(session.Context.Log, session.Id, message.Id, edit.GetType().Name);
            return false;
        }

        return true;
    }

    private MessageOffered Offered() => new()
    {
        Client = session.Facts,
        MessageId = message.Id,
        Envelope = edits.Envelope,
        Content = edits.Header is null ? content : new EditedContent(edits.Header, content),
    };

    [LoggerMessage(EventId = 213, Level = LogLevel.Error,
        Message = "session {SessionId}: message {MessageId} deferred: a filter asked for an edit that cannot be made ({Edit})",
        EventName = "sessions.bad-edit")]
    private static partial void LogBadEdit(ILogger logger, string sessionId, MessageId messageId, string edit);
}
