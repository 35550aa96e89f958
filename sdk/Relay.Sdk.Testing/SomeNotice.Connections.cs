using Relay.Sdk.Dns;
using Relay.Sdk.Events;
using Relay.Sdk.Replies;
using Relay.Sdk.Tls;

namespace Relay.Sdk.Testing;

/// <content>The live notices: those about connections.</content>
public static partial class SomeNotice
{
    /// <summary>A connection to <see cref="Some.Host"/> is about to be made.</summary>
    public static ConnectionAttempted ConnectionAttempted(string? eventId = null) => new()
    {
        EventId = eventId ?? NextId(),
        At = Some.Noon,
        Host = Some.Host,
        AttemptId = Some.Attempt.AttemptId,
        MessageId = Some.MessageId,
        ReversePath = Some.ReversePath,
    };

    /// <summary><see cref="Some.Host"/> has greeted.</summary>
    public static GreetingSeen GreetingSeen(string? eventId = null) => new()
    {
        EventId = eventId ?? NextId(),
        At = Some.Noon,
        Host = Some.Host,
        AttemptId = Some.Attempt.AttemptId,
        MessageId = Some.MessageId,
        ReversePath = Some.ReversePath,
        Greeting = "220 mx.dest.example ESMTP",
    };

    /// <summary><see cref="Some.Host"/> has answered EHLO.</summary>
    public static EhloAnswered EhloAnswered(string? eventId = null) => new()
    {
        EventId = eventId ?? NextId(),
        At = Some.Noon,
        Host = Some.Host,
        AttemptId = Some.Attempt.AttemptId,
        MessageId = Some.MessageId,
        ReversePath = Some.ReversePath,
        Reply = new SmtpReply(250, EnhancedStatus.None, "mx.dest.example\nPIPELINING\n8BITMIME\nSTARTTLS"),
    };

    /// <summary><see cref="Some.Host"/> has shown its certificate.</summary>
    public static CertificateSeen CertificateSeen(string? eventId = null) => new()
    {
        EventId = eventId ?? NextId(),
        At = Some.Noon,
        Host = Some.Host,
        AttemptId = Some.Attempt.AttemptId,
        MessageId = Some.MessageId,
        ReversePath = Some.ReversePath,
        Certificate = Some.Certificate(),
    };

    /// <summary>A local policy asked for encryption, and the connection to <see cref="Some.Host"/> is used.</summary>
    public static TlsJudged TlsJudged(string? eventId = null) => new()
    {
        EventId = eventId ?? NextId(),
        At = Some.Noon,
        Host = Some.Host,
        AttemptId = Some.Attempt.AttemptId,
        MessageId = Some.MessageId,
        ReversePath = Some.ReversePath,
        Tls = Some.Tls,
        DecidedBy = "certificates",
        Opinions = [new TlsOpinion { Policy = "certificates", Kind = TlsPolicyKind.Local, Requirement = TlsStrength.Encrypt, Reason = "listed",
            Holds = true }],
    };

    /// <summary>The certificate of <see cref="Some.Host"/> matches no TLSA record.</summary>
    public static DaneFailed DaneFailed(string? eventId = null) => new()
    {
        EventId = eventId ?? NextId(),
        At = Some.Noon,
        Host = Some.Host,
        AttemptId = Some.Attempt.AttemptId,
        MessageId = Some.MessageId,
        ReversePath = Some.ReversePath,
        Tls = Some.Tls,
        ResultType = TlsResultTypes.ValidationFailure,
        Reason = "no TLSA record matches",
    };

    /// <summary>A connection to <see cref="Some.Host"/> is closed after two seconds.</summary>
    public static ConnectionClosed ConnectionClosed(string? eventId = null) => new()
    {
        EventId = eventId ?? NextId(),
        At = Some.Noon,
        Host = Some.Host,
        AttemptId = Some.Attempt.AttemptId,
        MessageId = Some.MessageId,
        ReversePath = Some.ReversePath,
        Duration = TimeSpan.FromSeconds(2),
    };

    /// <summary>There is no mx.dest.example.</summary>
    public static DnsFailed DnsFailed(string? eventId = null) => new()
    {
        EventId = eventId ?? NextId(),
        At = Some.Noon,
        Failure = DnsFailure.NoSuchName,
        Question = "mx.dest.example",
        Type = DnsRecordType.A,
    };

    /// <summary>The handshake of <see cref="Some.Client"/> failed.</summary>
    public static HandshakeFailed HandshakeFailed(string? eventId = null) => new()
    {
        EventId = eventId ?? NextId(),
        At = Some.Noon,
        Client = Some.Client,
        Problem = "unexpected EOF",
    };

    /// <summary><see cref="Some.Client"/> has given a wrong password.</summary>
    public static AuthenticationFailed AuthenticationFailed(string? eventId = null) => new()
    {
        EventId = eventId ?? NextId(),
        At = Some.Noon,
        Client = Some.Client,
        Mechanism = "PLAIN",
        User = "alice",
        Reply = new SmtpReply(535, "5.7.8", "Authentication failed"),
    };

    /// <summary><see cref="Some.Client"/> has sent a command that does not exist.</summary>
    public static SyntaxFailed SyntaxFailed(string? eventId = null) => new()
    {
        EventId = eventId ?? NextId(),
        At = Some.Noon,
        Client = Some.Client,
        Command = "XYZZY",
        Reply = new SmtpReply(500, "5.5.2", "Unknown command"),
    };

    /// <summary><see cref="Some.Client"/> has sent RCPT before MAIL.</summary>
    public static ProtocolFailed ProtocolFailed(string? eventId = null) => new()
    {
        EventId = eventId ?? NextId(),
        At = Some.Noon,
        Client = Some.Client,
        Command = "RCPT TO:<bob@dest.example>",
        Reply = new SmtpReply(503, "5.5.1", "MAIL first"),
    };
}
