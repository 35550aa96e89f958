using Relay.Sdk.Replies;
using Relay.Sdk.Spool;

namespace Relay.Core.Sessions;

/// <summary>Replies that are the same for all clients. They reveal no configuration; the log does.</summary>
internal static class SessionReplies
{
    public static SmtpReply Ok { get; } = new(250, "2.0.0", "OK");

    public static SmtpReply SenderOk { get; } = new(250, "2.1.0", "Sender OK");

    public static SmtpReply RecipientOk { get; } = new(250, "2.1.5", "Recipient OK");

    public static SmtpReply Bye { get; } = new(221, "2.0.0", "Bye");

    public static SmtpReply CannotVerify { get; } = new(252, "2.5.2", "Cannot verify, but will take mail for it and try to deliver");

    public static SmtpReply NotImplemented { get; } = new(502, "5.5.1", "Command not implemented");

    public static SmtpReply Help { get; } = new(214, "2.0.0", "EHLO HELO MAIL RCPT DATA BDAT RSET NOOP VRFY HELP QUIT\nSee RFC 5321");

    public static SmtpReply StartContent { get; } = new(354, EnhancedStatus.None, "End data with <CR><LF>.<CR><LF>");

    public static SmtpReply ReadyForTls { get; } = new(220, "2.0.0", "Ready to start TLS");

    public static SmtpReply TlsNotOffered { get; } = new(502, "5.5.1", "STARTTLS is not offered here");

    public static SmtpReply TlsAlready { get; } = new(503, "5.5.1", "TLS is already in use");

    public static SmtpReply AuthNotOffered { get; } = new(502, "5.5.1", "AUTH is not offered here");

    public static SmtpReply AuthNeedsTls { get; } = new(538, "5.7.11", "AUTH is offered under TLS only");

    public static SmtpReply AuthAlready { get; } = new(503, "5.5.1", "Already authenticated");

    public static SmtpReply MechanismNotOffered { get; } = new(504, "5.5.4", "This mechanism is not offered");

    public static SmtpReply Authenticated { get; } = new(235, "2.7.0", "Authentication succeeded");

    public static SmtpReply AuthFailed { get; } = new(535, "5.7.8", "Authentication failed");

    public static SmtpReply AuthUnavailable { get; } = new(454, "4.7.0", "Authentication is not possible now; try again later");

    public static SmtpReply AuthCancelled { get; } = new(501, "5.7.0", "Authentication cancelled");

    public static SmtpReply AuthRequired { get; } = new(530, "5.7.0", "Authentication required");

    public static SmtpReply RelayDenied { get; } = new(550, "5.7.1", "Relaying denied");

    public static SmtpReply ClientUnknown { get; } = new(451, "4.4.3", "Your host name could not be looked up; try again later");

    public static SmtpReply DomainUnknown { get; } = new(451, "4.4.3",
        "Whether mail for this domain is relayed could not be looked up; try again later");

    public static SmtpReply ProxyUnknown { get; } = new(421, "4.4.3", "Your host name could not be looked up; try again later");

    public static SmtpReply TooManyRecipients { get; } = new(452, "4.5.3", "Too many recipients; send the rest in another transaction");

    public static SmtpReply TooLarge { get; } = new(552, "5.3.4", "Message too large");

    public static SmtpReply HeaderTooLarge { get; } = new(552, "5.3.4", "Header section too large");

    public static SmtpReply ContentLineTooLong { get; } = new(500, "5.6.0", "A line of the content is too long");

    public static SmtpReply BareLineEnds { get; } = new(550, "5.6.11", "The content has a bare CR or LF; lines end with CRLF");

    public static SmtpReply Nul { get; } = new(550, "5.6.0", "The content has a NUL octet");

    public static SmtpReply Loop { get; } = new(554, "5.4.6", "Too many Received fields: the message is looping");

    public static SmtpReply NoRoom { get; } = new(452, "4.3.1", "No room for new mail now; try again later");

    public static SmtpReply StorageFailed { get; } = new(451, "4.3.0", "The message could not be stored; try again later");

    public static SmtpReply LocalError { get; } = new(451, "4.3.0", "Local error; try again later");

    public static SmtpReply BinaryNeedsBdat { get; } = new(503, "5.5.1", "BINARYMIME content is sent with BDAT");

    public static SmtpReply ChunkOk { get; } = new(250, "2.0.0", "Chunk received");

    public static SmtpReply TooManySessions { get; } = new(421, "4.3.2", "Too many sessions; try again later");

    public static SmtpReply TooManyFromHost { get; } = new(421, "4.7.0", "Too many sessions from your address; try again later");

    public static SmtpReply TooManyErrors { get; } = new(421, "4.7.0", "Too many errors");

    public static SmtpReply TooManyRefused { get; } = new(421, "4.7.0", "Too many refused recipients");

    public static SmtpReply TooManyMessages { get; } = new(421, "4.7.0", "Too many messages in one session");

    public static SmtpReply NoProxyHeader { get; } = new(421, "4.7.0", "The connection did not begin as it should");

    public static SmtpReply NotSmtp { get; } = new(421, "4.7.0", "This is not SMTP; closing the connection");

    public static SmtpReply TlsTooEarly { get; } = new(421, "4.7.0", "TLS does not begin without STARTTLS here; closing the connection");

    public static SmtpReply TooManyAuthFailures { get; } = new(421, "4.7.0", "Too many failed logins; try again later");

    public static SmtpReply EarlyTalker { get; } = new(554, "5.5.1", "You spoke before the greeting");

    public static SmtpReply TimedOut { get; } = new(421, "4.4.2", "Timed out waiting for you");

    public static SmtpReply SessionTooLong { get; } = new(421, "4.4.2", "The session has lasted too long");

    public static SmtpReply Stopping { get; } = new(421, "4.3.2", "The service is stopping; try again later");

    public static SmtpReply Fault { get; } = new(421, "4.3.0", "Internal error; try again later");

    /// <summary>To mail that the spool could not take.</summary>
    public static SmtpReply ForStorage(IOException fault) => fault is SpoolFullException ? NoRoom : StorageFailed;
}
