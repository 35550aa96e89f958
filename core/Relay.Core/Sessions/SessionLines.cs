using System.Runtime.CompilerServices;
using Relay.Core.Protocol.Server;
using Relay.Core.Settings;
using Relay.Sdk.Replies;

namespace Relay.Core.Sessions;

/// <summary>Reads lines; a bad one is answered and skipped here, so that nothing of it is taken for a command.</summary>
internal static class SessionLines
{
    // A client that sends so much without a line end is not speaking SMTP.
    private const int MaxSkippedOctets = 256 * 1024;

    /// <summary>Reads the next line.</summary>
    /// <param name="session">Whose.</param>
    /// <param name="tooLong">The reply to a line that is too long, where it is not the one to commands.</param>
    /// <returns>The line without its end, valid until the next read; null when it was bad or the session ends.</returns>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public static async ValueTask<ReadOnlyMemory<byte>?> ReadAsync(SmtpSession session, SmtpReply? tooLong = null)
    {
        SessionContext context = session.Context;
        bool acceptsBareLf = context.Accept.LineEndings == LineEndings.AllowLegacy;
        int maxOctets = session.Listener.Settings.Auth == ListenerAuth.None ? CommandScanner.MaxLineOctets : CommandScanner.MaxAuthLineOctets;
        while (!session.IsEnding)
        {
            ReadOnlyMemory<byte> unread = session.Channel.Unread;
            CommandScan scan = CommandScanner.Scan(unread.Span, maxOctets, acceptsBareLf, out int length, out int consumed);
            if (scan == CommandScan.Line)
            {
                session.Channel.Consume(consumed);
                return unread[..length];
            }

            if (scan == CommandScan.Incomplete)
            {
                await FillAsync(session);
                continue;
            }

            Refuse(session, unread.Span, scan == CommandScan.TooLong ? tooLong ?? SyntaxReplies.LineTooLong : SyntaxReplies.BareLineEnd);
            await SkipAsync(session, acceptsBareLf);
            return null;
        }

        return null;
    }

    /// <summary>Answers a line that is none. Behind a BDAT that cannot be read comes content of unknown size, so that nothing after it can be a command.</summary>
    public static void Refuse(SmtpSession session, ReadOnlySpan<byte> line, SmtpReply reply)
    {
        if (CommandLine.IsBdat(line))
            session.End(SyntaxReplies.Bdat);
        else
            session.Fail(reply);
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

    private static async ValueTask SkipAsync(SmtpSession session, bool acceptsBareLf)
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
                RefusalLog.End(session, "limit", SessionReplies.TooManyErrors);
            else
                await FillAsync(session);
        }
    }
}
