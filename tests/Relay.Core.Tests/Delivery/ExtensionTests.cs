using Relay.Core.Delivery;
using Relay.Core.Settings;
using Relay.Sdk.Mail;
using Relay.Sdk.Spool;
using Relay.Sdk.Tls;
using Relay.TestKit.Peers;

namespace Relay.Core.Tests.Delivery;

public sealed class ExtensionTests
{
    private static readonly PeerManners Bare = new() { Capabilities = [] };

    [Fact]
    public async Task A_message_past_the_hosts_size_is_not_even_offered()
    {
        await using var peer = ScriptedPeer.Start(new PeerManners { Capabilities = ["SIZE 20"] });
        await using IOutboundSession session = await new Outbound().ConnectAsync(peer);
        TransactionOutcome outcome = await session.SendAsync(Outbound.Message(), default);
        outcome.Recipients[0].ShouldBeOfType<RecipientOutcome.Failed>().Reply.ToString().ShouldStartWith("552 5.3.4");
        peer.Conversations[0].Heard.Count.ShouldBe(1);
        session.IsReusable.ShouldBeTrue();
    }

    [Fact]
    public async Task Binary_content_never_goes_to_a_host_without_BINARYMIME()
    {
        OutboundMessage message = With(Outbound.Message("a: b\r\n\r\n\0\n\r"), it => it with { Body = BodyType.BinaryMime });
        await using var peer = ScriptedPeer.Start(new PeerManners { Capabilities = ["CHUNKING", "8BITMIME"] });
        TransactionOutcome outcome = await SendAsync(peer, message);
        outcome.Recipients[0].ShouldBeOfType<RecipientOutcome.Failed>().Reply.Status.ToString().ShouldBe("5.6.3");
        peer.Messages.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(100, true)]
    [InlineData(3_000_000, true)]
    [InlineData(3_000_000, false)]
    [InlineData(0, false)]
    public async Task Binary_content_goes_in_chunks_as_it_is(int octets, bool asStream)
    {
        byte[] content = new byte[octets];
        new Random(1).NextBytes(content);
        OutboundMessage message = With(Outbound.Message(new MemoryContent(asStream, content)), it => it with { Body = BodyType.BinaryMime });
        await using var peer = ScriptedPeer.Start(new PeerManners { Capabilities = ["CHUNKING", "BINARYMIME", "PIPELINING"] });
        TransactionOutcome outcome = await SendAsync(peer, message);
        outcome.Recipients[0].ShouldBeOfType<RecipientOutcome.Delivered>();
        PeerMessage taken = peer.Messages.ShouldHaveSingleItem();
        taken.Mail.ShouldEndWith(" BODY=BINARYMIME");
        taken.Content.AsSpan().SequenceEqual(content).ShouldBeTrue();
    }

    [Fact]
    public async Task Smtputf8_is_asked_for_where_the_host_has_it()
    {
        OutboundMessage message = With(Outbound.Message(Outbound.Simple, "grün@dest.test", "bob@dest.test"), it => it with { SmtpUtf8 = true });
        await using var peer = ScriptedPeer.Start(new PeerManners());
        await SendAsync(peer, message);
        PeerMessage taken = peer.Messages.ShouldHaveSingleItem();
        taken.Mail.ShouldEndWith(" SMTPUTF8");
        taken.Recipients[0].ShouldBe("RCPT TO:<grün@dest.test>");
    }

    [Fact]
    public async Task Without_smtputf8_only_the_addresses_that_need_it_fail()
    {
        OutboundMessage message = With(Outbound.Message(Outbound.Simple, "grün@dest.test", "bob@dest.test"), it => it with { SmtpUtf8 = true });
        await using var peer = ScriptedPeer.Start(Bare);
        TransactionOutcome outcome = await SendAsync(peer, message);
        outcome.Recipients[0].ShouldBeOfType<RecipientOutcome.Failed>().Reply.Status.ToString().ShouldBe("5.6.7");
        outcome.Recipients[1].ShouldBeOfType<RecipientOutcome.Delivered>();
        peer.Messages.ShouldHaveSingleItem().Mail.ShouldBe("MAIL FROM:<alice@sender.test>");
    }

    [Theory]
    [InlineData("Subject: gr\u00fc\u00df\r\n\r\nbody\r\n", true)]
    [InlineData("Subject: x\r\n\r\ngr\u00fc\u00df\r\n", false)]
    [InlineData("Subject: no body, gr\u00fc\u00df", true)]
    public async Task Without_smtputf8_a_header_beyond_ascii_fails(string content, bool fails)
    {
        OutboundMessage message = With(Outbound.Message(content), it => it with { SmtpUtf8 = true });
        await using var peer = ScriptedPeer.Start(Bare);
        RecipientOutcome outcome = (await SendAsync(peer, message)).Recipients[0];
        if (fails)
            outcome.ShouldBeOfType<RecipientOutcome.Failed>().Reply.Status.ToString().ShouldBe("5.6.9");
        else
            outcome.ShouldBeOfType<RecipientOutcome.Delivered>();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Dsn_parameters_are_passed_on_to_hosts_that_know_them(bool dsn)
    {
        OutboundMessage message = With(Outbound.Message(), it => it with { Return = DsnReturn.Headers, EnvelopeId = "Q+1" });
        message = message with { Recipients = [message.Recipients[0] with { Notify = DsnNotify.Success | DsnNotify.Delay, OriginalRecipient = "rfc822;b@dest.test" }] };
        await using var peer = ScriptedPeer.Start(dsn ? new PeerManners { Capabilities = ["dsn"] } : Bare);
        TransactionOutcome outcome = await SendAsync(peer, message);
        outcome.DsnPassedOn.ShouldBe(dsn);
        PeerMessage taken = peer.Messages.ShouldHaveSingleItem();
        taken.Mail.ShouldBe("MAIL FROM:<alice@sender.test>" + (dsn ? " RET=HDRS ENVID=Q+2B1" : ""));
        taken.Recipients[0].ShouldBe("RCPT TO:<bob@dest.test>" + (dsn ? " NOTIFY=SUCCESS,DELAY ORCPT=rfc822;b@dest.test" : ""));
    }

    [Theory]
    [InlineData(true, true, null)]
    [InlineData(true, false, "5.7.30")]
    [InlineData(false, true, "5.7.10")]
    public async Task Requiretls_needs_a_verified_connection_to_a_host_that_knows_it(bool verified, bool offered, string? failure)
    {
        TlsFinding finding = verified ? new TlsFinding.Verified("sts") : new TlsFinding.Failed("no", "validation-failure");
        var policy = new FakeTlsPolicy(new TlsRequirement.TryVerify("rule"), finding);
        var outbound = new Outbound { Settings = new TransportSettings(), Handlers = new FakeHandlers { TlsPolicies = [policy] } };
        await using var peer = ScriptedPeer.Start(
            new PeerManners { Certificate = TestCertificates.SelfSigned, Capabilities = offered ? ["REQUIRETLS"] : [] });
        await using IOutboundSession session = await outbound.ConnectAsync(peer);

        RecipientOutcome outcome = (await session.SendAsync(With(Outbound.Message(), it => it with { RequireTls = true }), default)).Recipients[0];

        if (failure is null)
        {
            outcome.ShouldBeOfType<RecipientOutcome.Delivered>();
            peer.Messages.ShouldHaveSingleItem().Mail.ShouldEndWith(" REQUIRETLS");
            return;
        }

        outcome.ShouldBeOfType<RecipientOutcome.Failed>().Reply.Status.ToString().ShouldBe(failure);
        peer.Messages.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_hosts_limits_are_kept()
    {
        await using var peer = ScriptedPeer.Start(new PeerManners { Capabilities = ["LIMITS RCPTMAX=3 MAILMAX=1"] });
        await using IOutboundSession session = await new Outbound().ConnectAsync(peer);
        session.MaxRecipients.ShouldBe(3);
        await session.SendAsync(Outbound.Message(), default);
        session.IsReusable.ShouldBeFalse();
    }

    [Fact]
    public async Task Many_recipients_go_in_stretches_whose_replies_are_read_between()
    {
        string[] recipients = [.. Enumerable.Range(0, 2000).Select(i => $"recipient-{i}@dest.test")];
        await using var peer = ScriptedPeer.Start(new PeerManners
        {
            Answer = command => command.StartsWith("RCPT TO:<recipient-77", StringComparison.Ordinal) ? "550 5.1.1 unknown" : null,
        });
        TransactionOutcome outcome = await SendAsync(peer, Outbound.Message(Outbound.Simple, recipients));
        outcome.Recipients.Count(it => it is RecipientOutcome.Failed).ShouldBe(11);
        for (int i = 0; i < recipients.Length; i++)
            (outcome.Recipients[i] is RecipientOutcome.Failed).ShouldBe(recipients[i].StartsWith("recipient-77", StringComparison.Ordinal));
        peer.Messages.ShouldHaveSingleItem().Recipients.Count.ShouldBe(1989);
    }

    [Fact]
    public async Task Old_hosts_mean_too_many_when_they_say_552_to_a_recipient()
    {
        await using var peer = ScriptedPeer.Start(new PeerManners
        {
            Answer = command => command switch
            {
                "RCPT TO:<many@dest.test>" => "552 too many recipients",
                "RCPT TO:<full@dest.test>" => "552 5.2.2 mailbox full",
                _ => null,
            },
        });
        TransactionOutcome outcome = await SendAsync(peer, Outbound.Message(Outbound.Simple, "many@dest.test", "full@dest.test", "bob@dest.test"));
        outcome.Recipients[0].ShouldBeOfType<RecipientOutcome.Deferred>().Reply.Code.ShouldBe(452);
        outcome.Recipients[1].ShouldBeOfType<RecipientOutcome.Failed>();
        outcome.Recipients[2].ShouldBeOfType<RecipientOutcome.Delivered>();
    }

    private static OutboundMessage With(OutboundMessage message, Func<QueuedMessage, QueuedMessage> change) => message with { Message = change(message.Message) };

    private static async Task<TransactionOutcome> SendAsync(ScriptedPeer peer, OutboundMessage message)
    {
        await using IOutboundSession session = await new Outbound().ConnectAsync(peer);
        return await session.SendAsync(message, default);
    }
}
