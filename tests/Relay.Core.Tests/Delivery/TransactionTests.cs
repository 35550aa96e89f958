using Relay.Core.Delivery;
using Relay.Sdk.Testing.Hosts;

namespace Relay.Core.Tests.Delivery;

public sealed class TransactionTests
{
    private static readonly HostManners StepByStep = new() { Capabilities = ["8BITMIME", "DSN"] };

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_message_arrives_unchanged(bool pipelining)
    {
        await using var peer = ScriptedHost.Start(pipelining ? new HostManners() : StepByStep);
        await using IOutboundSession session = await new Outbound().ConnectAsync(peer);

        TransactionOutcome outcome = await session.SendAsync(Outbound.Message("A: b\r\n\r\n.\r\n..\r\nend.\r\n"), default);

        outcome.Recipients.ShouldHaveSingleItem().ShouldBeOfType<RecipientOutcome.Delivered>().Reply.ToString().ShouldBe("250 2.0.0 taken");
        peer.Messages.ShouldHaveSingleItem().Text.ShouldBe("A: b\r\n\r\n.\r\n..\r\nend.\r\n");
        peer.Conversations[0].Heard.ShouldBe(
            ["EHLO relay.test", pipelining ? "MAIL FROM:<alice@sender.test> SIZE=21"
                : "MAIL FROM:<alice@sender.test>", "RCPT TO:<bob@dest.test>", "DATA"]);
    }

    [Fact]
    public async Task A_local_part_as_long_as_senders_make_them_goes_as_it_is()
    {
        await using var peer = ScriptedHost.Start(new HostManners());
        await using IOutboundSession session = await new Outbound().ConnectAsync(peer);
        string recipient = $"bounce+{new string('x', 249)}@dest.test";
        (await session.SendAsync(Outbound.Message(recipients: recipient), default)).Recipients[0].ShouldBeOfType<RecipientOutcome.Delivered>();
        peer.Conversations[0].Heard.ShouldContain($"RCPT TO:<{recipient}>");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Each_recipient_gets_an_outcome_of_its_own(bool pipelining)
    {
        HostManners manners = (pipelining ? new HostManners() : StepByStep) with
        {
            Answer = command => command switch
            {
                "RCPT TO:<full@dest.test>" => "452 4.2.2 mailbox full",
                "RCPT TO:<nobody@dest.test>" => "550 no such user",
                _ => null,
            },
        };
        await using var peer = ScriptedHost.Start(manners);
        await using IOutboundSession session = await new Outbound().ConnectAsync(peer);

        TransactionOutcome outcome = await session.SendAsync(
            Outbound.Message(Outbound.Simple, "full@dest.test", "bob@dest.test", "nobody@dest.test", "carol@dest.test"), default);

        outcome.Recipients[0].ShouldBeOfType<RecipientOutcome.Deferred>().Reply.ToString().ShouldBe("452 4.2.2 mailbox full");
        outcome.Recipients[1].ShouldBeOfType<RecipientOutcome.Delivered>();
        outcome.Recipients[2].ShouldBeOfType<RecipientOutcome.Failed>().Reply.ToString().ShouldBe("550 no such user");
        outcome.Recipients[3].ShouldBeOfType<RecipientOutcome.Delivered>();
        peer.Messages.ShouldHaveSingleItem().Recipients.Count.ShouldBe(2);
        session.IsReusable.ShouldBeTrue();
    }

    [Fact]
    public async Task A_second_message_goes_over_the_same_connection()
    {
        await using var peer = ScriptedHost.Start(new HostManners());
        await using IOutboundSession session = await new Outbound().ConnectAsync(peer);

        for (int i = 0; i < 3; i++)
            (await session.SendAsync(Outbound.Message(), default)).Recipients[0].ShouldBeOfType<RecipientOutcome.Delivered>();
        await session.QuitAsync();

        peer.Messages.Count.ShouldBe(3);
        peer.Conversations.ShouldHaveSingleItem().Heard.Count(line => line == "RSET").ShouldBe(0);
        peer.Conversations[0].Heard[^1].ShouldBe("QUIT");
    }

    [Fact]
    public async Task When_all_recipients_are_refused_a_host_that_wants_content_all_the_same_gets_none()
    {
        await using var peer = ScriptedHost.Start(async client =>
        {
            await client.SayAsync("220 peer.test");
            await client.HearAsync();
            await client.SayAsync("250-peer.test", "250 PIPELINING");
            for (int i = 0; i < 2; i++)
            {
                await client.HearAsync();
                await client.HearAsync();
                await client.HearAsync();
                await client.SayAsync("250 ok", "550 5.1.1 no", "354 go ahead");
                byte[] wire = await client.HearDataAsync();
                wire.ShouldBe(".\r\n"u8.ToArray());
                await client.SayAsync("554 5.5.1 nobody");
            }
        });
        await using IOutboundSession session = await new Outbound().ConnectAsync(peer);

        (await session.SendAsync(Outbound.Message(), default)).Recipients[0].Reply.ToString().ShouldBe("550 5.1.1 no");
        (await session.SendAsync(Outbound.Message(), default)).Recipients[0].Reply.ToString().ShouldBe("550 5.1.1 no");
        peer.ScriptFailures.ShouldBeEmpty();
    }
}
