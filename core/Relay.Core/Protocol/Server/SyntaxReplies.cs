using Relay.Sdk.Replies;

namespace Relay.Core.Protocol.Server;

/// <summary>The replies to lines and arguments that are wrong in themselves.</summary>
public static class SyntaxReplies
{
    public static SmtpReply UnknownCommand { get; } = new(500, "5.5.1", "Command not recognized");

    public static SmtpReply ControlCharacters { get; } = new(500, "5.5.2", "A command has no control characters");

    public static SmtpReply BareLineEnd { get; } = new(500, "5.5.2", "A line ends with CRLF; bare CR or LF is not accepted");

    public static SmtpReply LineTooLong { get; } = new(500, "5.5.2", "Line too long");

    /// <summary>RFC 4954 §6.</summary>
    public static SmtpReply AuthLineTooLong { get; } = new(500, "5.5.6", "Authentication exchange line is too long");

    public static SmtpReply NotUtf8 { get; } = new(501, "5.5.2", "Not UTF-8");

    public static SmtpReply NoArgumentAllowed { get; } = new(501, "5.5.4", "This command takes no argument");

    public static SmtpReply ArgumentMissing { get; } = new(501, "5.5.4", "An argument is missing");

    public static SmtpReply Helo { get; } = new(501, "5.5.4", "Syntax: EHLO followed by a domain or an address literal");

    public static SmtpReply Mail { get; } = new(501, "5.5.4", "Syntax: MAIL FROM:<reverse-path> and parameters");

    public static SmtpReply Rcpt { get; } = new(501, "5.5.4", "Syntax: RCPT TO:<forward-path> and parameters");

    public static SmtpReply ReversePath { get; } = new(501, "5.1.7", "The reverse-path is not a mailbox");

    public static SmtpReply ForwardPath { get; } = new(501, "5.1.3", "The forward-path is not a mailbox");

    /// <summary>A path beyond ASCII that is no mailbox: with characters that no domain may have (RFC 5892), most of the time.</summary>
    public static SmtpReply ReverseDomain { get; } = new(553, "5.1.7",
        "The reverse-path is not a mailbox, or its domain has characters that no domain may have");

    /// <summary>A path beyond ASCII that is no mailbox.</summary>
    public static SmtpReply ForwardDomain { get; } = new(553, "5.1.3",
        "The forward-path is not a mailbox, or its domain has characters that no domain may have");

    public static SmtpReply NeedsSmtpUtf8 { get; } = new(553, "5.6.7", "A mailbox beyond ASCII needs SMTPUTF8");

    public static SmtpReply Parameters { get; } = new(501, "5.5.4", "Parameters are separated by one space, as keyword or keyword=value");

    public static SmtpReply RepeatedParameter { get; } = new(501, "5.5.4", "A parameter is given twice");

    public static SmtpReply UnknownParameter { get; } = new(555, "5.5.4", "A parameter is not recognized or not offered here");

    public static SmtpReply ParameterValue { get; } = new(501, "5.5.4", "A parameter has a wrong value");

    public static SmtpReply Bdat { get; } = new(501, "5.5.4", "Syntax: BDAT octets [LAST]");

    public static SmtpReply Auth { get; } = new(501, "5.5.4", "Syntax: AUTH mechanism [initial-response]");

    public static SmtpReply Base64 { get; } = new(501, "5.5.2", "Not base64");

    /// <summary>The reply to what MAIL or RCPT begins with; null when it is right.</summary>
    internal static SmtpReply? Of(PathScan scan, SmtpReply syntax, SmtpReply path) => scan switch
    {
        PathScan.Found => null,
        PathScan.NotUtf8 => NotUtf8,
        PathScan.NoWord => syntax,
        _ => path,
    };
}
