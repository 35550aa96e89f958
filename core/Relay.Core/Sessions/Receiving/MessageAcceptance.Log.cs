using System.Net;
using Microsoft.Extensions.Logging;
using Relay.Core.Metering;
using Relay.Sdk.Mail;
using Relay.Sdk.Replies;

namespace Relay.Core.Sessions.Receiving;

internal static partial class MessageAcceptance
{
    // The facts are gathered only for a log that takes them.
    private static void LogAccepted(ILogger logger, SmtpSession session, Envelope envelope, MessageId id, long octets)
    {
        RelayMeter.Accepted.Add(1);
        if (!logger.IsEnabled(LogLevel.Information))
            return;
        string tls = session.Tls is null ? "-" : $"{session.Tls.Version} {session.Tls.CipherSuite}";
        string sender = envelope.ReversePath.ToString();
        LogAccepted(logger, session.Id, id, session.Remote.Address, session.Helo ?? "-", sender, envelope.Recipients.Count, octets, tls, session.User
            ?? "-");
    }

    /// <summary>Notes that a message is refused.</summary>
    public static void NoteRefused(SmtpSession session, Transaction transaction, IncomingMessage message, SmtpReply reply)
    {
        RelayMeter.Refused.Add(1);
        string by = session.TakeRefusedBy();
        ILogger logger = session.Context.Log;
        if (!logger.IsEnabled(LogLevel.Information))
            return;
        string sender = transaction.Mail.ReversePath.ToString();
        LogRefused(logger, session.Id, message.Id, session.Remote.Address, sender, message.ContentOctets, reply, by);
    }

    [LoggerMessage(
        EventId = 210,
        Level = LogLevel.Information,
        SkipEnabledCheck = true,
        Message = "session {SessionId}: message {MessageId} accepted from {Client} ({Helo}), sender <{Sender}>, {Recipients} recipients, {Octets} " +
        "octets, TLS {Tls}, user {User}", EventName = "mail.accepted")]
    private static partial void LogAccepted(
        ILogger logger, string sessionId, MessageId messageId, IPAddress client, string helo, string sender, int recipients, long octets, string tls,
        string user);

    [LoggerMessage(
        EventId = 211,
        Level = LogLevel.Information,
        SkipEnabledCheck = true,
        Message = "session {SessionId}: message {MessageId} from {Client}, sender <{Sender}>, {Octets} octets, refused by {By}: {Reply}",
        EventName = "mail.refused")]
    private static partial void LogRefused(ILogger logger, string sessionId, MessageId messageId, IPAddress client, string sender, long octets,
        SmtpReply reply, string by);

    [LoggerMessage(EventId = 214, Level = LogLevel.Information,
        Message = "session {SessionId}: message {MessageId} from {Client} dropped: a filter left no recipient", EventName = "mail.dropped")]
    private static partial void LogDropped(ILogger logger, string sessionId, MessageId messageId, IPAddress client);

    [LoggerMessage(EventId = 212, Level = LogLevel.Error, Message = "session {SessionId}: message {MessageId} could not be stored",
        EventName = "sessions.message-acceptance-storage-failed")]
    private static partial void LogStorageFailed(ILogger logger, string sessionId, MessageId messageId, IOException exception);
}
