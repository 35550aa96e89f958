using System.Net;
using System.Security.Cryptography.X509Certificates;
using Relay.Core.Tls;
using Relay.Sdk.Authentication;
using Relay.Sdk.Dns;
using Relay.Sdk.Events;
using Relay.Sdk.Filters;
using Relay.Sdk.Mail;
using Relay.Sdk.Routing;
using Relay.Sdk.Testing.Tls;
using Relay.Sdk.Tls;

namespace Relay.Sdk.Testing;

/// <summary>Values that do not matter to a test, or only in the member that it changes: <c>Some.Client with { Helo = "spam.example" }</c>.</summary>
/// <remarks>Names end in .example and addresses are those of documentation (RFC 5737). Moments and notices are in <see cref="SomeMoment"/> and
/// <see cref="SomeNotice"/>.</remarks>
public static class Some
{
    /// <summary>A time: noon of 2 January 2026, UTC, at which the clock of a <see cref="PluginRig"/> begins.</summary>
    public static DateTimeOffset Noon { get; } = new(2026, 1, 2, 12, 0, 0, TimeSpan.Zero);

    /// <summary>A message's id.</summary>
    public static MessageId MessageId { get; } = new(1);

    /// <summary>alice@sender.example.</summary>
    public static ReversePath ReversePath { get; } = ReversePath.From(Mailbox("alice@sender.example"));

    /// <summary>A client that has said EHLO, in clear text and not authenticated.</summary>
    public static ClientFacts Client { get; } = new()
    {
        SessionId = "S1",
        Remote = new IPEndPoint(IPAddress.Parse("192.0.2.1"), 40000),
        Local = new IPEndPoint(IPAddress.Parse("192.0.2.25"), 25),
        Helo = "client.example",
    };

    /// <summary>mx.dest.example, for mail to dest.example by the transport <c>remote</c>.</summary>
    public static HostFacts Host { get; } = new()
    {
        Name = "mx.dest.example",
        EndPoint = new IPEndPoint(IPAddress.Parse("192.0.2.2"), 25),
        Transport = "remote",
        Destination = "dest.example",
    };

    /// <summary>How a message came from <see cref="Client"/>.</summary>
    public static OriginFacts Origin { get; } = new() { Remote = Client.Remote, Local = Client.Local, Helo = Client.Helo };

    /// <summary>A first attempt at <see cref="Host"/>, which took half a second.</summary>
    public static AttemptFacts Attempt { get; } = new()
    {
        AttemptId = "A1",
        Number = 1,
        Transport = Host.Transport,
        Host = Host.Name,
        EndPoint = Host.EndPoint,
        Duration = TimeSpan.FromMilliseconds(500),
    };

    /// <summary>TLS 1.3, nothing verified.</summary>
    public static TlsFacts Tls { get; } = new() { Version = "TLSv1.3", CipherSuite = "TLS_AES_256_GCM_SHA384", ServerName = Host.Name };

    /// <summary>A mailbox; bob@dest.example when not given.</summary>
    public static Mailbox Mailbox(string text = "bob@dest.example") => Sdk.Mail.Mailbox.Parse(text);

    /// <summary>A recipient without DSN parameters.</summary>
    public static EnvelopeRecipient Recipient(string mailbox = "bob@dest.example") => new() { Mailbox = Mailbox(mailbox) };

    /// <summary>An envelope from alice@sender.example with so many recipients: r0@dest.example, r1@dest.example, …</summary>
    public static Envelope Envelope(int recipients = 1) => new()
    {
        ReversePath = ReversePath,
        Recipients = [.. Enumerable.Range(0, recipients).Select(static i => Recipient($"r{i}@dest.example"))],
    };

    /// <summary>The content of a message.</summary>
    /// <param name="text">Header section and body, stored as UTF-8; line ends become CRLF.</param>
    public static IMessageContent Content(string text = "Subject: trial\n\nHello\n") => new TextContent(text);

    /// <summary>A message of <see cref="Client"/> that is about to be stored.</summary>
    /// <param name="content">Header section and body; line ends become CRLF.</param>
    public static MessageToSeal MessageToSeal(string content = "Subject: trial\n\nHello\n") =>
        new() { MessageId = MessageId, Envelope = Envelope(), Content = Content(content), Client = Client };

    /// <summary>A certificate as the relay shows it to plugins.</summary>
    /// <param name="certificate">The certificate; <see cref="TestCertificates.SelfSigned"/> when not given.</param>
    /// <param name="depth">0 for the leaf, growing towards the root.</param>
    public static PeerCertificate Certificate(X509Certificate2? certificate = null, int depth = 0) =>
        PeerCertificates.Copy(certificate ?? TestCertificates.SelfSigned, depth);

    /// <summary>A host about to be connected: reached by an MX record, nothing of it signed.</summary>
    /// <param name="hostName">Its name.</param>
    public static TlsTarget TlsTarget(string hostName = "mx.dest.example") => new()
    {
        Domain = MailDomain.Parse("dest.example"),
        HostName = hostName,
        Port = 25,
        Addresses = [Host.EndPoint.Address],
        MxSecurity = DnsSecurity.Insecure,
        Transport = Host.Transport,
    };

    /// <summary>A finished handshake with <see cref="Host"/>.</summary>
    /// <param name="chain">The chain that the host sent, leaf first; <see cref="TestCertificates.SelfSigned"/> when empty.</param>
    public static TlsHandshake Handshake(params IReadOnlyList<X509Certificate2> chain) => new()
    {
        EndPoint = Host.EndPoint,
        Chain = chain.Count == 0 ? [Certificate()] : [.. chain.Select(static (certificate, depth) => Certificate(certificate, depth))],
        Facts = Tls,
    };

    /// <summary>A question to a router.</summary>
    public static RouteQuery RouteQuery(string recipient = "bob@dest.example") => new(Mailbox(recipient), ReversePath);

    /// <summary>What a client logs in with.</summary>
    public static PasswordCredentials Credentials(string user = "alice", string password = "secret") => new(user, password, Client.Remote.Address);
}
