using System.Net;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Relay.Core.Delivery;
using Relay.Core.Handlers;
using Relay.Core.Routing;
using Relay.Core.Settings;
using Relay.Sdk.Mail;
using Relay.Sdk.Spool;
using Relay.Sdk.Testing.Hosts;
using Relay.TestKit.Peers;

namespace Relay.Core.Tests.Delivery;

/// <summary>The sending side of a test: a transport, a route to a peer, messages.</summary>
internal sealed class Outbound
{
    public const string Simple = "Subject: hello\r\n\r\nHello.\r\n";

    public TransportSettings Settings { get; init; } = new() { Tls = TransportTls.Off };

    public IHandlers Handlers { get; init; } = NoHandlers.Instance;

    public TimeProvider Time { get; init; } = TimeProvider.System;

    public ILoggerFactory Loggers { get; init; } = NullLoggerFactory.Instance;

    public SmtpTransport Transport => field ??= new SmtpTransport(new RelaySettings { Hostname = "relay.test" }, Handlers, Time, Loggers);

    public static RouteHost HostAt(ScriptedHost peer, string name = "mx.test", params IPAddress[] before) =>
        new() { Name = name, Port = peer.EndPoint.Port, Addresses = [.. before, peer.EndPoint.Address] };

    public ResolvedRoute Route(params RouteHost[] hosts) => new()
    {
        Destination = "dest.test",
        Domain = MailDomain.Parse("dest.test"),
        Hosts = hosts,
        TransportName = "remote",
        Transport = Settings,
    };

    public ValueTask<ConnectOutcome> TryConnectAsync(params RouteHost[] hosts) =>
        Transport.ConnectAsync(Route(hosts), new ConnectionPurpose("attempt-1"), CancellationToken.None);

    public ValueTask<ConnectOutcome> TryConnectAsync(bool requireTls, params RouteHost[] hosts) =>
        Transport.ConnectAsync(Route(hosts) with { RequireTls = requireTls }, new ConnectionPurpose("attempt-1"), CancellationToken.None);

    public async Task<IOutboundSession> ConnectAsync(ScriptedHost peer) =>
        (await TryConnectAsync(HostAt(peer))).ShouldBeOfType<ConnectOutcome.Connected>().Session;

    public static OutboundMessage Message(string content = Simple, params string[] recipients) => Message(new SegmentedContent(content), recipients);

    public static OutboundMessage Message(SpooledContent content, params string[] recipients) => new(
        new QueuedMessage
        {
            Id = new MessageId(1),
            ReceivedAt = DateTimeOffset.UnixEpoch,
            ReversePath = ReversePath.From(Mailbox.Parse("alice@sender.test")),
            LengthOctets = content.LengthOctets,
        },
        [.. (recipients.Length > 0 ? recipients : ["bob@dest.test"]).Select(recipient => new QueuedRecipient { Mailbox = Mailbox.Parse(recipient) })],
        content);
}
