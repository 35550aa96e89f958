using Relay.Sdk.Events;
using Relay.Sdk.Replies;

namespace Relay.Sdk.Testing;

/// <summary>One of each moment, with values that go together; <c>with</c> changes those that matter.</summary>
public static class SomeMoment
{
    /// <summary><see cref="Some.Client"/> has connected, and has not said EHLO yet.</summary>
    public static ClientConnected ClientConnected() => new() { Client = Some.Client with { Helo = null } };

    /// <summary>EHLO client.example.</summary>
    public static HeloOffered HeloOffered() => new() { Client = Some.Client, Extended = true };

    /// <summary>MAIL FROM.</summary>
    /// <param name="sender">The reverse-path; empty for the null one.</param>
    public static SenderOffered SenderOffered(string sender = "alice@sender.example") =>
        new() { Client = Some.Client, Envelope = Some.Envelope(0) with { ReversePath = Path(sender) } };

    /// <summary>RCPT TO.</summary>
    /// <param name="recipient">The recipient.</param>
    /// <param name="accepted">How many recipients were accepted before it.</param>
    public static RecipientOffered RecipientOffered(string recipient = "bob@dest.example", int accepted = 0) => new()
    {
        Client = Some.Client,
        Envelope = Some.Envelope(accepted),
        Recipient = Some.Recipient(recipient),
    };

    /// <summary>The whole content is there.</summary>
    /// <param name="content">Header section and body; line ends become CRLF.</param>
    public static MessageOffered MessageOffered(string content = "Subject: trial\n\nHello\n") => new()
    {
        Client = Some.Client,
        MessageId = Some.MessageId,
        Envelope = Some.Envelope(),
        Content = Some.Content(content),
    };

    /// <summary>Before a connection to <see cref="Some.Host"/>.</summary>
    public static ConnectingToHost ConnectingToHost() =>
        new() { Host = Some.Host, AttemptId = "A1", MessageId = Some.MessageId, ReversePath = Some.ReversePath };

    /// <summary><see cref="Some.Host"/> has greeted.</summary>
    public static HostGreeted HostGreeted(string greeting = "220 mx.dest.example ESMTP") =>
        new() { Host = Some.Host, AttemptId = "A1", MessageId = Some.MessageId, ReversePath = Some.ReversePath, Greeting = greeting };

    /// <summary><see cref="Some.Host"/> has shown its certificate.</summary>
    public static CertificatePresented CertificatePresented() => new() { Host = Some.Host, Certificate = Some.Certificate() };

    /// <summary><see cref="Some.Client"/> has given a wrong password.</summary>
    public static AuthenticationRefused AuthenticationRefused() =>
        new() { Client = Some.Client, Mechanism = "PLAIN", User = "alice", Reply = new SmtpReply(535, "5.7.8", "Authentication failed") };

    private static Mail.ReversePath Path(string sender) => sender.Length == 0 ? Mail.ReversePath.Null : Mail.ReversePath.From(Some.Mailbox(sender));
}
