using System.Net;
using Microsoft.Extensions.Logging;
using Relay.Sdk.Replies;

namespace Relay.Core.Sessions;

/// <summary>One line for each client, sender and recipient that is refused, and for content refused before its first octet; messages have their own (<see cref="Receiving.MessageAcceptance"/>).</summary>
/// <remarks>What is wrong in itself, as a command out of order or one with a wrong argument, is only counted.</remarks>
internal static partial class RefusalLog
{
    /// <summary>Notes a refusal.</summary>
    /// <param name="session">Whose.</param>
    /// <param name="command">At which command, or at which other moment.</param>
    /// <param name="subject">What it was about: the mailbox, the HELO argument; empty for the client itself and where it is not known yet.</param>
    /// <param name="reply">What the client was told.</param>
    public static void Note(SmtpSession session, string command, string subject, SmtpReply reply) =>
        LogRefused(session.Context.Log, session.Id, session.Remote.Address, session.Helo ?? "-", command, subject, reply);

    /// <summary>Notes a refusal that is the last word of the session, and says it.</summary>
    public static void End(SmtpSession session, string command, SmtpReply reply)
    {
        Note(session, command, "", reply);
        session.End(reply);
    }

    [LoggerMessage(EventId = 215, Level = LogLevel.Information, Message = "session {SessionId}: {Client} ({Helo}) refused at {Command} <{Subject}>: {Reply}")]
    private static partial void LogRefused(
        ILogger logger, string sessionId, IPAddress client, string helo, string command, string subject, SmtpReply reply);
}
