using Relay.Core.Protocol.Server;
using Relay.Core.Sessions.Commands;
using Relay.Core.Settings;
using Relay.Sdk.Replies;

namespace Relay.Core.Sessions;

/// <summary>Reads commands, asks the state table, lets the handler act, until the session ends.</summary>
internal static class SessionLoop
{
    // A client that sends so much without a line end is not speaking SMTP.
    private const int MaxSkippedOctets = 256 * 1024;

    /// <summary>Serves the client. When it returns, the last replies are written and not yet sent.</summary>
    public static async ValueTask RunAsync(SmtpSession session)
    {
        AcceptSettings accept = session.Context.Accept;
        bool acceptsBareLf = accept.LineEndings == LineEndings.AllowLegacy;
        while (!session.IsEnding)
        {
            CommandScan scan = CommandScanner.Scan(session.Channel.Unread.Span, CommandScanner.MaxLineOctets, acceptsBareLf, out int length, out int consumed);
            if (scan == CommandScan.Incomplete)
            {
                await FillAsync(session);
                continue;
            }

            if (scan == CommandScan.Line)
            {
                ReadOnlyMemory<byte> line = session.Channel.Unread[..length];
                session.Channel.Consume(consumed);
                await DispatchAsync(session, line);
            }
            else
            {
                session.Fail(scan == CommandScan.TooLong ? SyntaxReplies.LineTooLong : SyntaxReplies.BareLineEnd);
                await SkipLineAsync(session, acceptsBareLf);
            }

            if (session.Errors > accept.MaxErrors)
                session.End(SessionReplies.TooManyErrors);
            else if (session.RefusedRecipients > accept.MaxRefusedRecipients)
                session.End(SessionReplies.TooManyRefused);
            else if (session.Channel.IsOverfull && !await session.Channel.FlushAsync(accept.CommandTimeout))
                session.End();
        }
    }

    private static ValueTask DispatchAsync(SmtpSession session, ReadOnlyMemory<byte> line)
    {
        if (!CommandLine.TryParse(line.Span, out CommandLine command))
        {
            session.Fail(SyntaxReplies.ControlCharacters);
            return ValueTask.CompletedTask;
        }

        CommandVerb verb = command.Verb;
        SmtpReply? refusal = StateTable.Refusal(session.Phase, verb);
        ICommandHandler? handler = CommandTable.Find(verb);
        if (handler is null)
            session.Fail(refusal ?? SyntaxReplies.UnknownCommand);
        else if (refusal is null || verb == CommandVerb.Bdat)
            return handler.HandleAsync(session, line.Slice(command.ArgumentsAt, command.Arguments.Length));
        else if (refusal.Code == 554)
            session.Reply(refusal);
        else
            session.Fail(refusal);
        return ValueTask.CompletedTask;
    }

    private static async ValueTask FillAsync(SmtpSession session)
    {
        if (await session.Channel.FillCommandAsync(session.Context.Accept.CommandTimeout))
            return;
        if (session.Channel.Deadline.IsStopping && !session.Channel.IsGone)
            session.End(SessionReplies.Stopping);
        else
            session.End();
    }

    private static async ValueTask SkipLineAsync(SmtpSession session, bool acceptsBareLf)
    {
        int skipped = 0;
        while (!session.IsEnding)
        {
            bool found = CommandScanner.Skip(session.Channel.Unread.Span, acceptsBareLf, out int consumed);
            session.Channel.Consume(consumed);
            if (found)
                return;
            skipped += consumed;
            if (skipped > MaxSkippedOctets)
                session.End(SessionReplies.TooManyErrors);
            else
                await FillAsync(session);
        }
    }
}
