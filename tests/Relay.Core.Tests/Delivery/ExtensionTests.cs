using Relay.Core.Delivery;
using Relay.Core.Routing;
using Relay.Core.Settings;
using Relay.Sdk.Mail;
using Relay.Sdk.Spool;
using Relay.Sdk.Testing.Hosts;
using Relay.Sdk.Testing.Tls;
using Relay.Sdk.Tls;
using Relay.TestKit.Peers;

namespace Relay.Core.Tests.Delivery;

public sealed class ExtensionTests
{
    private static readonly HostManners Bare = new() { Capabilities = [] };

    [Fact]
    public async Task A_message_past_the_hosts_size_is_not_even_offered()
    {
        await using var peer = ScriptedHost.Start(new HostManners { Capabilities = ["SIZE 20"] });
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
        await using var peer = ScriptedHost.Start(new HostManners { Capabilities = ["CHUNKING", "8BITMIME"] });
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
        OutboundMessage message = With(Outbound.Message(new SegmentedContent(asStream, content)), it => it with { Body = BodyType.BinaryMime });
        await using var peer = ScriptedHost.Start(new HostManners { Capabilities = ["CHUNKING", "BINARYMIME", "PIPELINING"] });
        TransactionOutcome outcome = await SendAsync(peer, message);
        outcome.Recipients[0].ShouldBeOfType<RecipientOutcome.Delivered>();
        TakenMessage taken = peer.Messages.ShouldHaveSingleItem();
        taken.Mail.ShouldEndWith(" BODY=BINARYMIME");
        taken.Content.AsSpan().SequenceEqual(content).ShouldBeTrue();
    }

    [Fact]
    public async Task Smtputf8_is_asked_for_where_the_host_has_it()
    {
        OutboundMessage message = With(Outbound.Message(Outbound.Simple, "grün@dest.test", "bob@dest.test"), it => it with { SmtpUtf8 = true });
        await using var peer = ScriptedHost.Start(new HostManners());
        await SendAsync(peer, message);
        TakenMessage taken = peer.Messages.ShouldHaveSingleItem();
        taken.Mail.ShouldEndWith(" SMTPUTF8");
        taken.Recipients[0].ShouldBe("RCPT TO:<grün@dest.test>");
    }

    [Fact]
    public async Task Without_smtputf8_only_the_addresses_that_need_it_fail()
    {
        OutboundMessage message = With(Outbound.Message(Outbound.Simple, "grün@dest.test", "bob@dest.test"), it => it with { SmtpUtf8 = true });
        await using var peer = ScriptedHost.Start(Bare);
        TransactionOutcome outcome = await SendAsync(peer, message);
        outcome.Recipients[0].ShouldBeOfType<RecipientOutcome.Failed>().Reply.Status.ToString().ShouldBe("5.6.7");
        outcome.Recipients[1].ShouldBeOfType<RecipientOutcome.Delivered>();
        peer.Messages.ShouldHaveSingleItem().Mail.ShouldBe("MAIL FROM:<alice@sender.test>");
    }

    [Theory]
    [InlineData("Subject: gr\u00fc\u00df\r\n\r\nbody\r\n", true)]
    [InlineData("Subject: x\r\n\r\ngr\u00fc\u00df\r\n", false)]
    [InlineData("Subject: no body, gr\u00fc\u00df", true)]
    [InlineData("Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Disposition: attachment; filename=gr\u00fcn\r\n\r\nx\r\n--b--\r\n",
        true)]
    [InlineData("MIME-Version: 1.0\r\nContent-Type: message/global\r\n\r\nSubject: gr\u00fcn\r\n\r\nx\r\n", false)]
    public async Task Without_smtputf8_a_header_beyond_ascii_fails(string content, bool fails)
    {
        OutboundMessage message = With(Outbound.Message(content), it => it with { SmtpUtf8 = true });
        await using var peer = ScriptedHost.Start(Bare);
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
        message = message with
        {
            Recipients = [message.Recipients[0] with { Notify = DsnNotify.Success | DsnNotify.Delay,
            OriginalRecipient = "rfc822;b@dest.test" }]
        };
        await using var peer = ScriptedHost.Start(dsn ? new HostManners { Capabilities = ["dsn"] } : Bare);
        TransactionOutcome outcome = await SendAsync(peer, message);
        outcome.DsnPassedOn.ShouldBe(dsn);
        TakenMessage taken = peer.Messages.ShouldHaveSingleItem();
        taken.Mail.ShouldBe("MAIL FROM:<alice@sender.test>" + (dsn ? " RET=HDRS ENVID=Q+2B1" : ""));
        taken.Recipients[0].ShouldBe("RCPT TO:<bob@dest.test>" + (dsn ? " NOTIFY=SUCCESS,DELAY ORCPT=rfc822;b@dest.test" : ""));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_report_about_a_message_with_requiretls_goes_on_in_any_case_and_asks_where_it_can(bool offered)
    {
        await using var peer = ScriptedHost.Start(new HostManners
        {
            Certificate = TestCertificates.SelfSigned,
            Capabilities = offered
                ? ["REQUIRETLS"] : []
        });
        await using IOutboundSession session = await new Outbound { Settings = new TransportSettings() }.ConnectAsync(peer);
        OutboundMessage report = With(Outbound.Message(), it => it with { RequireTls = true, ReversePath = ReversePath.Null });
        (await session.SendAsync(report, default)).Recipients[0].ShouldBeOfType<RecipientOutcome.Delivered>();
        peer.Messages.ShouldHaveSingleItem().Mail.ShouldBe("MAIL FROM:<>" + (offered ? " REQUIRETLS" : ""));
    }

    [Fact]
    public async Task A_host_that_does_not_keep_requiretls_is_left_for_the_next_one()
    {
        await using var first = ScriptedHost.Start(new HostManners { Certificate = TestCertificates.SelfSigned });
        await using var second = ScriptedHost.Start(new HostManners { Certificate = TestCertificates.SelfSigned, Capabilities = ["REQUIRETLS"] });
        Outbound outbound = Verifying(TlsFinding.VerifiedBy("sts"));
        ConnectOutcome outcome = await outbound.TryConnectAsync(requireTls: true, Outbound.HostAt(first, "mx1.test"),
            Outbound.HostAt(second, "mx2.test"));
        await using IOutboundSession session = outcome.ShouldBeOfType<ConnectOutcome.Connected>().Session;
        session.Host.Name.ShouldBe("mx2.test");
        first.Conversations.ShouldHaveSingleItem().Heard[^1].ShouldBe("QUIT");
    }

    [Theory]
    [InlineData(true, "5.7.30")]
    [InlineData(false, "5.7.10")]
    public async Task When_no_host_keeps_requiretls_the_message_is_returned(bool verified, string status)
    {
        await using var peer = ScriptedHost.Start(new HostManners { Certificate = TestCertificates.SelfSigned });
        Outbound outbound = Verifying(verified ? TlsFinding.VerifiedBy("sts") : TlsFinding.Fail("no", TlsResultTypes.ValidationFailure));
        ConnectOutcome outcome = await outbound.TryConnectAsync(requireTls: true, Outbound.HostAt(peer, "mx1.test"),
            Outbound.HostAt(peer, "mx2.test"));
        outcome.ShouldBeOfType<ConnectOutcome.Unreachable>().Reply.Status.ToString().ShouldBe(status);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_message_with_requiretls_waits_while_a_host_that_may_keep_it_is_not_reached(bool goneFirst)
    {
        ScriptedHost gone = ScriptedHost.Start(new HostManners());
        await gone.DisposeAsync();
        await using var lacking = ScriptedHost.Start(new HostManners { Certificate = TestCertificates.SelfSigned });
        RouteHost[] hosts = [Outbound.HostAt(goneFirst ? gone : lacking, "mx1.test"), Outbound.HostAt(goneFirst ? lacking : gone, "mx2.test")];
        ConnectOutcome outcome = await Verifying(TlsFinding.VerifiedBy("sts")).TryConnectAsync(requireTls: true, hosts);
        outcome.ShouldBeOfType<ConnectOutcome.Unreachable>().Reply.IsTransient.ShouldBeTrue();
    }

    [Theory]
    [InlineData(true, true, null)]
    [InlineData(true, false, "5.7.30")]
    [InlineData(false, true, "5.7.10")]
    public async Task Requiretls_needs_a_verified_connection_to_a_host_that_knows_it(bool verified, bool offered, string? failure)
    {
        Outbound outbound = Verifying(verified ? TlsFinding.VerifiedBy("sts") : TlsFinding.Fail("no", TlsResultTypes.ValidationFailure));
        await using var peer = ScriptedHost.Start(
            new HostManners { Certificate = TestCertificates.SelfSigned, Capabilities = offered ? ["REQUIRETLS"] : [] });
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
        await using var peer = ScriptedHost.Start(new HostManners { Capabilities = ["LIMITS RCPTMAX=3 MAILMAX=1"] });
        await using IOutboundSession session = await new Outbound().ConnectAsync(peer);
        session.MaxRecipients.ShouldBe(3);
        await session.SendAsync(Outbound.Message(), default);
        session.IsReusable.ShouldBeFalse();
    }

    [Fact]
    public async Task The_hosts_number_of_domains_counts_on_the_connection_and_not_in_the_transaction()
    {
        await using var peer = ScriptedHost.Start(new HostManners { Capabilities = ["LIMITS RCPTDOMAINMAX=1"] });
        await using IOutboundSession session = await new Outbound().ConnectAsync(peer);
        for (int i = 0; i < 2; i++)
            (await session.SendAsync(Outbound.Message(Outbound.Simple, "a@one.test"),
                default)).Recipients[0].ShouldBeOfType<RecipientOutcome.Delivered>();
        (await session.SendAsync(Outbound.Message(Outbound.Simple, "b@two.test"), default)).StaleConnection.ShouldBeTrue();
        await session.QuitAsync();
        peer.Conversations.ShouldHaveSingleItem().Heard.ShouldNotContain(static line => line.Contains("two.test", StringComparison.Ordinal));
        peer.Conversations[0].Heard[^1].ShouldBe("QUIT");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Without_a_recipient_that_the_host_can_be_asked_for_nothing_is_sent(bool pipelining)
    {
        await using var peer = ScriptedHost.Start(new HostManners { Capabilities = pipelining ? ["PIPELINING", "CHUNKING"] : [] });
        await using IOutboundSession session = await new Outbound().ConnectAsync(peer);
        (await session.SendAsync(Outbound.Message(Outbound.Simple, "bücher@dest.test"), default)).Recipients[0].Reply.Status.ToString()
            .ShouldBe("5.6.7");
        (await session.SendAsync(Outbound.Message(), default)).Recipients[0].ShouldBeOfType<RecipientOutcome.Delivered>();
        peer.Conversations[0].Heard.Count(static line => line is "DATA" || line.StartsWith("BDAT", StringComparison.Ordinal)).ShouldBe(1);
        peer.Conversations[0].Heard.Count(static line => line is "RSET").ShouldBe(1);
    }

    [Theory]
    [InlineData("454 4.7.0 no certificate at the moment", "451 4.7.0")]
    [InlineData(null, "451 4.7.5")]
    public async Task Requiretls_waits_while_a_host_that_offers_tls_has_trouble_with_it(string? starttls, string reply)
    {
        await using var peer = ScriptedHost.Start(new HostManners
        {
            Certificate = TestCertificates.SelfSigned,
            Capabilities = ["REQUIRETLS"],
            Answer = command => command == "STARTTLS" ? starttls : null,
            Instead = (client, command) =>
            {
                if (command != "STARTTLS" || starttls is not null)
                    return Task.FromResult(false);
                client.Close();
                return Task.FromResult(true);
            },
        });
        Outbound outbound = Verifying(TlsFinding.VerifiedBy("sts"));
        for (int attempt = 1; attempt <= 2; attempt++)
        {
            ConnectOutcome outcome = await outbound.TryConnectAsync(requireTls: true, Outbound.HostAt(peer));
            outcome.ShouldBeOfType<ConnectOutcome.Unreachable>().Reply.ToString().ShouldStartWith(reply);
            peer.Conversations.Count.ShouldBe(attempt);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Recipients_past_the_hosts_number_of_domains_are_left_for_another_connection(bool pipelining)
    {
        string[] capabilities = pipelining ? ["LIMITS RCPTDOMAINMAX=2", "PIPELINING"] : ["LIMITS RCPTDOMAINMAX=2"];
        await using var peer = ScriptedHost.Start(new HostManners { Capabilities = capabilities });
        TransactionOutcome outcome = await SendAsync(peer,
            Outbound.Message(Outbound.Simple, "a@one.test", "b@two.test", "c@three.test", "d@One.test"));
        outcome.Recipients.Select(it => it.Reply.Code).ShouldBe([250, 250, 452, 250]);
        outcome.Recipients[2].Reply.Status.ToString().ShouldBe("4.5.3");
        peer.Messages.ShouldHaveSingleItem().Recipients.ShouldBe(["RCPT TO:<a@one.test>", "RCPT TO:<b@two.test>", "RCPT TO:<d@one.test>"]);
    }

    [Fact]
    public async Task Many_recipients_go_in_stretches_whose_replies_are_read_between()
    {
        string[] recipients = [.. Enumerable.Range(0, 2000).Select(i => $"recipient-{i}@dest.test")];
        await using var peer = ScriptedHost.Start(new HostManners
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
        await using var peer = ScriptedHost.Start(new HostManners
        {
            Answer = command => command switch
            {
                "RCPT TO:<many@dest.test>" => "552 too many recipients",
                "RCPT TO:<full@dest.test>" => "552 5.2.2 mailbox full",
                _ => null,
            },
        });
        TransactionOutcome outcome = await SendAsync(peer, Outbound.Message(Outbound.Simple, "many@dest.test", "full@dest.test", "bob@dest.test"));
        RecipientOutcome.Deferred many = outcome.Recipients[0].ShouldBeOfType<RecipientOutcome.Deferred>();
        many.Reply.ToString().ShouldBe("452 4.5.3 The next hop takes no more recipients in one transaction: 552 too many recipients");
        many.IsPeersReply.ShouldBeFalse();
        outcome.Recipients[1].ShouldBeOfType<RecipientOutcome.Failed>();
        outcome.Recipients[2].ShouldBeOfType<RecipientOutcome.Delivered>();
    }

    private static OutboundMessage With(OutboundMessage message, Func<QueuedMessage, QueuedMessage> change) =>
        message with { Message = change(message.Message) };

    private static Outbound Verifying(TlsFinding finding) => new()
    {
        Settings = new TransportSettings(),
        Handlers = new FakeHandlers { TlsPolicies = [new FakeTlsPolicy(TlsRequirement.TryVerify("rule"), finding).Named] },
    };

    private static async Task<TransactionOutcome> SendAsync(ScriptedHost peer, OutboundMessage message)
    {
        await using IOutboundSession session = await new Outbound().ConnectAsync(peer);
        return await session.SendAsync(message, default);
    }
}
