using System.Net;
using Microsoft.Extensions.Logging;
using Relay.Sdk.Replies;

namespace Relay.Core.Sessions;

/// <summary>One line for each client, sender and recipient that is refused, and for content refused before its first octet; messages have their own
/// (<see cref="Receiving.MessageAcceptance"/>).</summary>
/// <remarks>
/// What is wrong in itself, as a command out of order or one with a wrong argument, is only counted. After a hundred lines without an accepted
/// message the session is silent until its end, and one line says so: a stranger must not fill the log.
/// </remarks>
internal static partial class RefusalLog
{
    // Nothing else bounds what a client may be refused for now (452) or may ask for again and again; a message that is taken is work of its own.
    private const int MaxLines = 100;

    /// <summary>Notes a refusal.</summary>
    /// <param name="session">The session that refuses.</param>
    /// <param name="command">At which command, or at which other moment.</param>
    /// <param name="subject">What it was about: the mailbox, the HELO argument; empty for the client itself and where it is not known yet.</param>
    /// <param name="reply">What the client was told.</param>
    public static void Note(SmtpSession session, string command, string subject, SmtpReply reply)
    {
        session.Refusals++;
        string by = session.TakeRefusedBy();
        if (session.Refusals <= MaxLines)
            Write(session, command, subject, reply, by);
        else if (session.Refusals == MaxLines + 1)
            LogMore(session.Context.Log, session.Id, session.Remote.Address, session.Helo ?? "-", MaxLines);
    }

    /// <summary>Notes a refusal that is the last word of the session, and says it.</summary>
    public static void End(SmtpSession session, string command, SmtpReply reply)
    {
        Write(session, command, "", reply, session.TakeRefusedBy());
        session.End(reply);
    }

    private static void Write(SmtpSession session, string command, string subject, SmtpReply reply, string by) =>
        LogRefused(session.Context.Log, session.Id, session.Remote.Address, session.Helo ?? "-", command, subject, reply, by);

    [LoggerMessage(EventId = 215, Level = LogLevel.Information,
        Message = "session {SessionId}: {Client} ({Helo}) refused at {Command} <{Subject}> by {By}: {Reply}", EventName = "sessions.refused")]
    private static partial void LogRefused(
        ILogger logger, string sessionId, IPAddress client, string helo, string command, string subject, SmtpReply reply, string by);

    [LoggerMessage(
        EventId = 216,
        Level = LogLevel.Warning,
        Message = "session {SessionId}: {Client} ({Helo}) refused {Count} times without a message in between; what else is refused before the next " +
        "one is not logged", EventName = "sessions.refusals-silenced")]
    private static partial void LogMore(ILogger logger, string sessionId, IPAddress client, string helo, int count);
}
