using System.Net;
using Relay.Sdk.Events;
using Relay.Sdk.Mail;
using Relay.Sdk.Tls;

namespace Relay.TestKit.Plugins;

/// <summary>Moments whose values do not matter.</summary>
public static class SomeMoment
{
    public static ClientFacts Client { get; } = new()
    {
        SessionId = "S1",
        Remote = new IPEndPoint(IPAddress.Parse("192.0.2.1"), 40000),
        Local = new IPEndPoint(IPAddress.Parse("192.0.2.25"), 25),
        Helo = "client.example",
    };

    public static HostFacts Host { get; } = new()
    {
        Name = "mx.dest.example",
        EndPoint = new IPEndPoint(IPAddress.Parse("192.0.2.2"), 25),
        Transport = "remote",
        Destination = "dest.example",
    };

    public static ClientConnected Connected { get; } = new() { Client = Client };

    public static ConnectingToHost Connecting { get; } = new() { Host = Host };

    public static CertificatePresented Certificate { get; } = new()
    {
        Host = Host,
        Certificate = new PeerCertificate
        {
            Der = ReadOnlyMemory<byte>.Empty,
            PublicKeyInfo = ReadOnlyMemory<byte>.Empty,
            Depth = 0,
            Origin = CertificateOrigin.Wire,
            Subject = "CN=mx.dest.example",
            Issuer = "CN=ca.example",
            NotBefore = DateTimeOffset.UnixEpoch,
            NotAfter = DateTimeOffset.UnixEpoch.AddYears(100),
        },
    };

    /// <summary>One more recipient after so many accepted ones.</summary>
    public static RecipientOffered Recipient(int accepted = 0) => new()
    {
        Client = Client,
        Envelope = Envelope(accepted),
        Recipient = new EnvelopeRecipient { Mailbox = Mailbox.Parse("next@dest.example") },
    };

    public static Envelope Envelope(int recipients = 1) => new()
    {
        ReversePath = ReversePath.From(Mailbox.Parse("alice@sender.example")),
        Recipients = [.. Enumerable.Range(0, recipients).Select(i => new EnvelopeRecipient { Mailbox = Mailbox.Parse($"r{i}@dest.example") })],
    };
}
