using Relay.Core.Protocol.Server;
using Relay.Core.Sessions.Commands;
using Relay.Core.Settings;
using Relay.Sdk.Replies;

namespace Relay.Core.Sessions;

/// <summary>Reads commands, asks the state table, lets the handler act, until the session ends.</summary>
internal static class SessionLoop
{
    /// <summary>Serves the client. When it returns, the last replies are written and not yet sent.</summary>
    public static async ValueTask RunAsync(SmtpSession session)
    {
        while (!session.IsEnding)
        {
            session.Command = null;
            ReadOnlyMemory<byte>? line = await SessionLines.ReadAsync(session);
            if (line is { } command)
                await DispatchAsync(session, command);
            CheckLimits(session);
            if (session.Channel.IsOverfull && !await session.Channel.FlushAsync(session.Context.Accept.CommandTimeout))
                session.End();
        }
    }

    private static void CheckLimits(SmtpSession session)
    {
        AcceptSettings accept = session.Context.Accept;
        if (session.IsEnding)
            return;
        if (session.Errors > accept.MaxErrors)
            RefusalLog.End(session, "limit", SessionReplies.TooManyErrors);
        else if (session.RefusedRecipients > accept.MaxRefusedRecipients)
            RefusalLog.End(session, "limit", SessionReplies.TooManyRefused);
    }

    private static ValueTask DispatchAsync(SmtpSession session, ReadOnlyMemory<byte> line)
    {
        if (session.Context.Trace.IsOn)
            session.Trace.Command(line.Span);
        if (!CommandLine.TryParse(line.Span, out CommandLine command))
        {
            if (!SessionLines.EndIfHttp(session, line.Span))
                SessionLines.Refuse(session, line.Span, SyntaxReplies.ControlCharacters);
            return ValueTask.CompletedTask;
        }

        CommandVerb verb = command.Verb;
        if (SessionEvents.WantsCommands(session))
            session.Command = SessionEvents.Show(line.Span, verb);
        SmtpReply? refusal = StateTable.Refusal(session.Phase, verb);
        ICommandHandler? handler = CommandTable.Find(verb);
        if (handler is null && SessionLines.EndIfHttp(session, line.Span))
            return ValueTask.CompletedTask;
        if (handler is null)
            session.Fail(refusal ?? SyntaxReplies.UnknownCommand);
        else if (refusal is null || verb == CommandVerb.Bdat)
            return handler.HandleAsync(session, line.Slice(command.ArgumentsAt, command.Arguments.Length));
        else
            session.RefuseOutOfSequence(refusal);
        return ValueTask.CompletedTask;
    }
}
