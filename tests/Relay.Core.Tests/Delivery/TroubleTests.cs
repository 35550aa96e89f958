using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Time.Testing;
using Relay.Core.Delivery;
using Relay.Core.Routing;
using Relay.Core.Settings;
using Relay.Sdk.Events;
using Relay.Sdk.Mail;
using Relay.Sdk.Plugins;
using Relay.Sdk.Testing.Hosts;
using Relay.Sdk.Testing.Tls;
using Relay.Sdk.Tls;

namespace Relay.Core.Tests.Delivery;

/// <summary>What kept mail from going to a host, as observers are told it.</summary>
public sealed class TroubleTests
{
    [Fact]
    public async Task An_address_that_does_not_answer_has_timed_out()
    {
        using var silent = new SilentAddress(IPAddress.Parse("127.8.8.9"));
        var time = new FakeTimeProvider();
        Task<ConnectOutcome> connecting = new Outbound { Time = time }.TryConnectAsync(HostAt(silent.Address, silent.Port)).AsTask();
        await Eventually.Advance(time, TimeSpan.FromSeconds(1), () => connecting.IsCompleted);

        (await connecting).Failures.ShouldHaveSingleItem().Trouble.ShouldBe(DeliveryTrouble.TimedOut);
    }

    [Fact]
    public async Task A_host_that_does_not_answer_in_time_has_timed_out()
    {
        var time = new FakeTimeProvider();
        TimeSpan ages = TimeSpan.FromDays(40);
        TimeSpan second = TimeSpan.FromSeconds(1);
        var settings = new TransportSettings { Tls = TransportTls.Off, ConnectTimeout = ages, GreetingTimeout = ages, CommandTimeout = second };
        await using ScriptedHost peer = ScriptedHost.Start(new HostManners().StallAt(HostStep.Ehlo));
        Task<ConnectOutcome> connecting = new Outbound { Time = time, Settings = settings }.TryConnectAsync(Outbound.HostAt(peer)).AsTask();
        await Eventually.Advance(time, TimeSpan.FromSeconds(1), () => connecting.IsCompleted);

        (await connecting).Failures.ShouldHaveSingleItem().Trouble.ShouldBe(DeliveryTrouble.TimedOut);
    }

    [Fact]
    public async Task An_address_that_no_way_leads_to_is_unreachable()
    {
        // TCP to a broadcast address is refused by the system itself.
        HostFailure failure = (await new Outbound().TryConnectAsync(HostAt(IPAddress.Parse("127.255.255.255"), 25))).Failures.ShouldHaveSingleItem();

        (failure.Trouble, failure.OsError).ShouldBe((DeliveryTrouble.Unreachable, 101), "ENETUNREACH");
    }

    [Fact]
    public async Task An_address_to_send_from_that_the_machine_does_not_have_is_the_relays_own_trouble()
    {
        var outbound = new Outbound { Settings = new TransportSettings { Tls = TransportTls.Off, Interface = "192.0.2.77" } };
        HostFailure failure = (await outbound.TryConnectAsync(HostAt(IPAddress.Loopback, 25))).Failures.ShouldHaveSingleItem();

        (failure.Trouble, failure.OsError).ShouldBe((DeliveryTrouble.Local, 99), "EADDRNOTAVAIL");
    }

    [Fact]
    public async Task A_password_that_no_command_can_carry_is_the_relays_own_trouble()
    {
        await using ScriptedHost peer = ScriptedHost.Start(new HostManners { Capabilities = ["AUTH PLAIN"] });
        Secret password = new(new string('x', 20_000));
        var auth = new TransportAuthSettings { User = "relay", Password = password, WithoutTls = true, AllowUnverified = true };
        var outbound = new Outbound { Settings = new TransportSettings { Tls = TransportTls.Off, Auth = auth } };
        HostFailure failure = (await outbound.TryConnectAsync(Outbound.HostAt(peer))).Failures.ShouldHaveSingleItem();

        (failure.Trouble, failure.Reply.Status.ToString()).ShouldBe((DeliveryTrouble.Local, "4.3.5"));
        peer.Conversations.ShouldHaveSingleItem().Heard.ShouldBe(["EHLO relay.test"]);
    }

    [Theory]
    [InlineData("verified", DeliveryTrouble.NotOffered)]
    [InlineData("not verified", DeliveryTrouble.Tls)]
    [InlineData("in clear", DeliveryTrouble.Tls)]
    public async Task A_host_that_does_not_keep_REQUIRETLS_lacks_the_extension_or_the_TLS(string connection, DeliveryTrouble trouble)
    {
        X509Certificate2? certificate = connection == "in clear" ? null : TestCertificates.SelfSigned;
        await using ScriptedHost peer = ScriptedHost.Start(new HostManners { Certificate = certificate });
        FakeTlsPolicy policy = new(TlsRequirement.TryVerify("a trial"), connection == "verified" ? TlsFinding.VerifiedBy("fake") : null);
        var outbound = new Outbound { Settings = new TransportSettings(), Handlers = new FakeHandlers { TlsPolicies = [policy.Named] } };

        (await outbound.TryConnectAsync(requireTls: true, Outbound.HostAt(peer))).Failures.ShouldHaveSingleItem().Trouble.ShouldBe(trouble);

        await using IOutboundSession session = await outbound.ConnectAsync(peer);
        OutboundMessage message = Outbound.Message();
        message = message with { Message = message.Message with { RequireTls = true } };
        TransactionOutcome outcome = await session.SendAsync(message, CancellationToken.None);
        outcome.Trouble.ShouldBe(trouble);
    }

    [Theory]
    [InlineData("SMTPUTF8")]
    [InlineData("BINARYMIME")]
    [InlineData("SIZE")]
    public async Task A_host_without_what_the_message_needs_does_not_offer_it(string need)
    {
        await using ScriptedHost peer = ScriptedHost.Start(new HostManners { Capabilities = ["8BITMIME", "CHUNKING", "SIZE 20"] });
        await using IOutboundSession session = await new Outbound().ConnectAsync(peer);
        OutboundMessage message = Outbound.Message(need == "SIZE" ? Outbound.Simple : "x: y\r\n\r\n");
        TransactionOutcome outcome = await session.SendAsync(
            message with
            {
                Message = message.Message with
                {
                    ReversePath = need == "SMTPUTF8" ? ReversePath.From(Mailbox.Parse("grün@sender.test")) : message.Message.ReversePath,
                    Body = need == "BINARYMIME" ? BodyType.BinaryMime : BodyType.SevenBit,
                },
            },
            CancellationToken.None);

        (outcome.Recipients.ShouldHaveSingleItem() is RecipientOutcome.Failed, outcome.Trouble).ShouldBe((true, DeliveryTrouble.NotOffered));
        peer.Messages.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_recipient_that_needs_SMTPUTF8_does_not_trouble_the_others()
    {
        await using ScriptedHost peer = ScriptedHost.Start(new HostManners { Capabilities = ["8BITMIME"] });
        await using IOutboundSession session = await new Outbound().ConnectAsync(peer);
        OutboundMessage message = Outbound.Message(Outbound.Simple, "grün@dest.test", "bob@dest.test");
        TransactionOutcome outcome = await session.SendAsync(message, CancellationToken.None);

        outcome.Recipients.Select(static one => one.Trouble).ShouldBe([DeliveryTrouble.NotOffered, null]);
        peer.Messages.ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData(HostStep.Mail, "354 go ahead")]
    [InlineData(HostStep.Rcpt, "354 go ahead")]
    [InlineData(HostStep.Data, "250 2.0.0 ok")]
    public async Task A_reply_that_has_no_place_where_it_comes_is_against_the_protocol(HostStep step, string odd)
    {
        await using ScriptedHost peer = ScriptedHost.Start(new HostManners().ReplyAt(step, odd));
        await using IOutboundSession session = await new Outbound().ConnectAsync(peer);
        RecipientOutcome outcome = (await session.SendAsync(Outbound.Message(), CancellationToken.None)).Recipients.ShouldHaveSingleItem();

        (outcome is RecipientOutcome.Deferred, outcome.Trouble).ShouldBe((true, DeliveryTrouble.Protocol));
    }

    [Fact]
    public async Task Too_many_recipients_by_the_words_of_an_old_host_are_its_reply()
    {
        await using ScriptedHost peer = ScriptedHost.Start(new HostManners().ReplyAt(HostStep.Rcpt, "552 too many recipients"));
        await using IOutboundSession session = await new Outbound().ConnectAsync(peer);
        RecipientOutcome outcome = (await session.SendAsync(Outbound.Message(), CancellationToken.None)).Recipients.ShouldHaveSingleItem();

        (outcome is RecipientOutcome.Deferred, outcome.Trouble).ShouldBe((true, DeliveryTrouble.Reply));
    }

    private static RouteHost HostAt(IPAddress address, int port) => new() { Name = "mx.test", Port = port, Addresses = [address] };
}
