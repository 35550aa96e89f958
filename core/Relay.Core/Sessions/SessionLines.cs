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
    /// <param name="session">The session that reads the lines.</param>
    /// <param name="tooLong">The reply to a line that is too long, where it differs from the reply to commands.</param>
    /// <returns>The line without its end, valid until the next read; null when it was bad or the session ends.</returns>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public static async ValueTask<ReadOnlyMemory<byte>?> ReadAsync(SmtpSession session, SmtpReply? tooLong = null)
    {
        SessionContext context = session.Context;
        bool acceptsBareLf = context.Accept.LineEndings == LineEndings.AllowLegacy;
        long startedAt = context.Clock.GetTimestamp();
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

            if (EndsAsForeign(session, unread.Span, scan))
                return null;
            if (scan == CommandScan.Incomplete)
            {
                if (!await FillAsync(session, startedAt))
                    End(session);
                continue;
            }

            Refuse(session, unread.Span, scan == CommandScan.TooLong ? tooLong ?? SyntaxReplies.LineTooLong : SyntaxReplies.BareLineEnd);
            await SkipAsync(session, acceptsBareLf, startedAt);
            return null;
        }

        return null;
    }

    /// <summary>Refuses a malformed line. After a malformed BDAT the length of the chunk is unknown, so nothing behind it can be read as a
    /// command.</summary>
    public static void Refuse(SmtpSession session, ReadOnlySpan<byte> line, SmtpReply reply)
    {
        if (CommandLine.IsBdat(line))
            session.End(SyntaxReplies.Bdat);
        else
            session.Fail(reply);
    }

    /// <summary>Ends the session when the line belongs to another protocol.</summary>
    public static bool EndIfHttp(SmtpSession session, ReadOnlySpan<byte> line)
    {
        if (!ForeignProtocol.IsHttp(line))
            return false;
        RefusalLog.End(session, "protocol", SessionReplies.NotSmtp);
        return true;
    }

    private static bool EndsAsForeign(SmtpSession session, ReadOnlySpan<byte> unread, CommandScan scan)
    {
        if (scan != CommandScan.Incomplete && EndIfHttp(session, unread))
            return true;
        if (!ForeignProtocol.IsTls(unread))
            return false;
        RefusalLog.End(session, "protocol", session.Tls is null ? SessionReplies.TlsTooEarly : SessionReplies.NotSmtp);
        return true;
    }

    // The time is that of the whole line: a client must not stretch it octet by octet.
    private static ValueTask<bool> FillAsync(SmtpSession session, long startedAt)
    {
        TimeSpan left = session.Context.Accept.CommandTimeout - session.Context.Clock.GetElapsedTime(startedAt);
        if (left > TimeSpan.Zero)
            return session.Channel.FillCommandAsync(left);
        session.End(SessionReplies.TimedOut);
        return new ValueTask<bool>(false);
    }

    // Nothing more comes.
    private static void End(SmtpSession session)
    {
        if (session.Channel.Deadline.IsStopping && !session.Channel.IsGone)
            session.End(SessionReplies.Stopping);
        else
            session.End();
    }

    private static async ValueTask SkipAsync(SmtpSession session, bool acceptsBareLf, long startedAt)
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
            else if (!await FillAsync(session, startedAt))
                End(session);
        }
    }
}
