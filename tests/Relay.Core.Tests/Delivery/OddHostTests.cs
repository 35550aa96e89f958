using Relay.Core.Delivery;
using Relay.TestKit.Peers;

namespace Relay.Core.Tests.Delivery;

/// <summary>Hosts that are hostile or out of their mind: nothing is taken for delivered that is not, and nothing fails for good without a 5xx.</summary>
public sealed class OddHostTests
{
    private static readonly string[] Nonsense =
        ["150 hm", "199 hm", "350 hm", "650 hm", "000 hm", "25 ok", "2500 ok", "ok", "", " 250 ok", "250-ok\n550 no", "250_ok", "\u0660\u0661\u0662 ok", "+OK"];

    public static TheoryData<string, string, string> NonsenseInTransactions()
    {
        var cases = new TheoryData<string, string, string>();
        foreach (string command in (string[])["MAIL", "RCPT", "DATA", "."])
        {
            foreach (string reply in Nonsense)
            {
                cases.Add(command, reply, "");
                cases.Add(command, reply, "PIPELINING");
                if (command != ".")
                    cases.Add(command == "DATA" ? "BDAT" : command, reply, "PIPELINING CHUNKING");
            }
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(NonsenseInTransactions))]
    public async Task A_reply_that_makes_no_sense_defers(string command, string reply, string capabilities)
    {
        await using var peer = ScriptedPeer.Start(new PeerManners
        {
            Capabilities = capabilities.Split(' '),
            Answer = heard => heard.StartsWith(command, StringComparison.Ordinal) ? reply : null,
        });
        await using IOutboundSession session = await new Outbound().ConnectAsync(peer);
        RecipientOutcome outcome = (await session.SendAsync(Outbound.Message(), default)).Recipients[0];
        outcome.ShouldBeOfType<RecipientOutcome.Deferred>().Reply.IsTransient.ShouldBeTrue();
    }

    public static TheoryData<string, string> OddOpenings()
    {
        var cases = new TheoryData<string, string>();
        foreach (string command in (string[])["", "EHLO"])
        {
            foreach (string how in (string[])["reset", "close", "421 4.3.2 no", "endless", .. Nonsense])
                cases.Add(command, how);
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(OddOpenings))]
    public async Task Whatever_happens_before_MAIL_the_next_host_is_tried_and_nobody_fails(string command, string how)
    {
        var odd = new PeerManners
        {
            Instead = async (client, heard) =>
            {
                if (command.Length == 0 ? heard.Length > 0 : !heard.StartsWith(command, StringComparison.Ordinal))
                    return false;
                await BeOddAsync(client, how);
                return true;
            },
        };
        await using var first = ScriptedPeer.Start(odd);
        await using var second = ScriptedPeer.Start(new PeerManners());
        (await new Outbound().TryConnectAsync(Outbound.HostAt(first))).ShouldBeOfType<ConnectOutcome.Unreachable>().Reply.IsTransient.ShouldBeTrue();
        ConnectOutcome outcome = await new Outbound().TryConnectAsync(Outbound.HostAt(first, "mx1.test"), Outbound.HostAt(second, "mx2.test"));
        await using IOutboundSession session = outcome.ShouldBeOfType<ConnectOutcome.Connected>().Session;
        session.Host.Name.ShouldBe("mx2.test");
    }

    [Theory]
    [InlineData("250")]
    [InlineData("250-\n250")]
    [InlineData("250-peer.test\n250-\n250- SIZE\n250-SIZE=x\n250-SIZE -5\n250-LIMITS\n250-AUTH\n250-\u00fc\u00fc\n250 X")]
    public async Task Odd_replies_to_EHLO_are_understood_as_far_as_they_go(string reply)
    {
        await using var peer = ScriptedPeer.Start(new PeerManners { Answer = heard => heard.StartsWith("EHLO", StringComparison.Ordinal) ? reply : null });
        await using IOutboundSession session = await new Outbound().ConnectAsync(peer);
        (await session.SendAsync(Outbound.Message(), default)).Recipients[0].ShouldBeOfType<RecipientOutcome.Delivered>();
    }

    [Theory]
    [InlineData("550-no\n550-\n550 never", "550 no  never")]
    [InlineData("550-5.1.1 no\n550-5.1.1 such\n550 5.1.1 user", "550 5.1.1 no such user")]
    [InlineData("550", "550 ")]
    [InlineData("550 4.1.1 class of another kind", "550 4.1.1 class of another kind")]
    [InlineData("550 \u0001\u007f bell", "550 ?? bell")]
    public async Task A_refusal_of_any_shape_is_kept_in_words(string reply, string kept)
    {
        await using var peer = ScriptedPeer.Start(new PeerManners { Answer = heard => heard.StartsWith("RCPT", StringComparison.Ordinal) ? reply : null });
        await using IOutboundSession session = await new Outbound().ConnectAsync(peer);
        RecipientOutcome outcome = (await session.SendAsync(Outbound.Message(), default)).Recipients[0];
        outcome.ShouldBeOfType<RecipientOutcome.Failed>().Reply.ToString().ShouldBe(kept);
    }

    [Fact]
    public async Task A_host_that_answers_EHLO_before_it_is_asked_is_left()
    {
        await using var peer = ScriptedPeer.Start(new PeerManners { Greeting = "220 peer.test\n250 early" });
        ConnectOutcome outcome = await new Outbound().TryConnectAsync(Outbound.HostAt(peer));
        outcome.ShouldBeOfType<ConnectOutcome.Unreachable>().Reply.Status.ToString().ShouldBe("4.5.0");
        peer.Conversations[0].Heard.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_host_that_answers_MAIL_before_it_is_asked_gets_no_mail()
    {
        await using var peer = ScriptedPeer.Start(
            new PeerManners { Answer = heard => heard.StartsWith("EHLO", StringComparison.Ordinal) ? "250 PIPELINING\n250 not asked for" : null });
        await using IOutboundSession session = await new Outbound().ConnectAsync(peer);
        session.IsReusable.ShouldBeFalse();
        (await session.SendAsync(Outbound.Message(), default)).Recipients[0].ShouldBeOfType<RecipientOutcome.Deferred>();
        peer.Messages.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_host_that_says_more_than_was_asked_is_not_used_again()
    {
        await using var peer = ScriptedPeer.Start(new PeerManners { Answer = command => command == "." ? "250 2.0.0 taken\n250 2.0.0 taken again" : null });
        await using IOutboundSession session = await new Outbound().ConnectAsync(peer);
        (await session.SendAsync(Outbound.Message(), default)).Recipients[0].ShouldBeOfType<RecipientOutcome.Delivered>();
        session.IsReusable.ShouldBeFalse();
    }

    [Theory]
    [InlineData("reset")]
    [InlineData("close")]
    [InlineData("500 what")]
    [InlineData("endless")]
    public async Task QUIT_may_be_answered_in_any_way(string how)
    {
        await using var peer = ScriptedPeer.Start(new PeerManners
        {
            Instead = async (client, command) =>
            {
                if (command == "QUIT")
                    await BeOddAsync(client, how);
                return command == "QUIT";
            },
        });
        IOutboundSession session = await new Outbound().ConnectAsync(peer);
        await session.QuitAsync();
        session.IsReusable.ShouldBeFalse();
    }

    [Theory]
    [InlineData("reset")]
    [InlineData("close")]
    [InlineData("421 4.3.2 no")]
    [InlineData("451 4.3.0 later")]
    [InlineData("150 hm")]
    [InlineData("endless")]
    public async Task A_host_that_goes_mad_at_RSET_defers_the_second_message(string how)
    {
        await using var peer = ScriptedPeer.Start(new PeerManners
        {
            Answer = command => command == "RCPT TO:<nobody@dest.test>" ? "550 5.1.1 no" : null,
            Instead = async (client, command) =>
            {
                if (command == "RSET")
                    await BeOddAsync(client, how);
                return command == "RSET";
            },
        });
        await using IOutboundSession session = await new Outbound().ConnectAsync(peer);
        (await session.SendAsync(Outbound.Message(Outbound.Simple, "nobody@dest.test"), default)).Recipients[0].ShouldBeOfType<RecipientOutcome.Failed>();
        (await session.SendAsync(Outbound.Message(), default)).Recipients[0].ShouldBeOfType<RecipientOutcome.Deferred>();
        session.IsReusable.ShouldBeFalse();
        peer.Messages.ShouldBeEmpty();
    }

    private static async Task BeOddAsync(PeerConversation client, string how)
    {
        switch (how)
        {
            case "reset":
                client.Reset();
                break;
            case "close":
                client.Close();
                break;
            case "endless":
                while (true)
                    await client.SayAsync("250-and more");
            default:
                await client.SayAsync(how.Split('\n'));
                break;
        }
    }
}
