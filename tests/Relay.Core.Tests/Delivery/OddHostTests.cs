using Relay.Core.Delivery;
using Relay.Core.Settings;
using Relay.Sdk.Mail;
using Relay.Sdk.Replies;
using Relay.Sdk.Testing.Hosts;
using Relay.Sdk.Testing.Tls;

namespace Relay.Core.Tests.Delivery;

/// <summary>Hosts that are hostile or out of their mind: nothing is taken for delivered that is not, and nothing fails for good without a
/// 5xx.</summary>
public sealed class OddHostTests
{
    private static readonly string[] Nonsense =
        ["150 hm", "199 hm", "350 hm", "650 hm", "000 hm", "25 ok", "2500 ok", "ok", "250_ok", "250-ok\nand more", "\u0660\u0661\u0662 ok", "+OK"];

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
        await using var peer = ScriptedHost.Start(new HostManners
        {
            Capabilities = capabilities.Split(' '),
            Answer = heard => heard.StartsWith(command, StringComparison.Ordinal) ? reply : null,
        });

        // Behind the content, odd lines are passed over until the time for the reply is up.
        var outbound = new Outbound { Settings = new TransportSettings { Tls = TransportTls.Off, FinalTimeout = TimeSpan.FromMilliseconds(100) } };
        await using IOutboundSession session = await outbound.ConnectAsync(peer);
        if (command == "BDAT")
        {
            // The first message of a connection goes by DATA.
            (await session.SendAsync(Outbound.Message(), default)).Recipients[0].ShouldBeOfType<RecipientOutcome.Delivered>();
        }

        RecipientOutcome outcome = (await session.SendAsync(Outbound.Message(), default)).Recipients[0];
        outcome.ShouldBeOfType<RecipientOutcome.Deferred>().Reply.IsTransient.ShouldBeTrue();
    }

    [Theory]
    [InlineData("\n250 2.0.0 taken")]
    [InlineData(" \t\n\n250 2.0.0 taken")]
    [InlineData("sh: 1: scanner: not found\n250 2.0.0 taken")]
    [InlineData("150 wait\n250-2.0.0\nscanned\n250 2.0.0 taken")]
    [InlineData(" 250 2.0.0 taken")]
    [InlineData("\t250\t2.0.0 taken")]
    [InlineData("354-2.0.0 hm\n250 2.0.0 taken")]
    [InlineData("250 2.0.0 taken\n")]
    public async Task An_odd_line_beside_the_last_reply_costs_no_second_copy(string reply)
    {
        await using var peer = ScriptedHost.Start(new HostManners { Answer = command => command == "." ? reply : null });
        await using IOutboundSession session = await new Outbound().ConnectAsync(peer);
        RecipientOutcome outcome = (await session.SendAsync(Outbound.Message(), default)).Recipients[0];
        outcome.ShouldBeOfType<RecipientOutcome.Delivered>().Reply.Text.ShouldContain("taken");
        session.IsReusable.ShouldBeTrue();
    }

    [Theory]
    [InlineData("\n250 2.1.0 ok")]
    [InlineData(" 250 ok")]
    [InlineData("250\tok")]
    [InlineData("250-ok\n\n250 ok")]
    [InlineData("550-no\n250 but yes")]
    public async Task Blanks_and_blank_lines_around_a_reply_change_nothing(string reply)
    {
        await using var peer = ScriptedHost.Start(
            new HostManners
            {
                Answer = command => command.StartsWith("MAIL", StringComparison.Ordinal)
                    || command.StartsWith("RCPT", StringComparison.Ordinal) ? reply : null
            });
        await using IOutboundSession session = await new Outbound().ConnectAsync(peer);
        await session.SendAsync(Outbound.Message(), default);
        peer.Conversations[0].Heard.ShouldContain("DATA");
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
        var odd = new HostManners
        {
            Instead = async (client, heard) =>
            {
                if (command.Length == 0 ? heard.Length > 0 : !heard.StartsWith(command, StringComparison.Ordinal))
                    return false;
                await BeOddAsync(client, how);
                return true;
            },
        };
        await using var first = ScriptedHost.Start(odd);
        await using var second = ScriptedHost.Start(new HostManners());
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
        await using var peer = ScriptedHost.Start(new HostManners
        {
            Answer = heard => heard.StartsWith("EHLO", StringComparison.Ordinal) ? reply
                : null
        });
        await using IOutboundSession session = await new Outbound().ConnectAsync(peer);
        (await session.SendAsync(Outbound.Message(), default)).Recipients[0].ShouldBeOfType<RecipientOutcome.Delivered>();
    }

    [Theory]
    [InlineData("550-no\n550-\n550 never", "550 no  never")]
    [InlineData("550-5.1.1 no\n550-5.1.1 such\n550 5.1.1 user", "550 5.1.1 no such user")]
    [InlineData("550", "550 ")]
    [InlineData("550 4.1.1 class of another kind", "550 4.1.1 class of another kind")]
    [InlineData("550 \u0001\u007f bell", "550 ?? bell")]
    [InlineData("550-a\n554 5.7.1 b", "554 5.7.1 a b")]
    [InlineData("250-a\n550 b", "550 a b")]
    [InlineData(" 550\t5.1.1 no", "550 5.1.1 no")]
    public async Task A_refusal_of_any_shape_is_kept_in_words(string reply, string kept)
    {
        await using var peer = ScriptedHost.Start(new HostManners
        {
            Answer = heard => heard.StartsWith("RCPT", StringComparison.Ordinal) ? reply
                : null
        });
        await using IOutboundSession session = await new Outbound().ConnectAsync(peer);
        RecipientOutcome outcome = (await session.SendAsync(Outbound.Message(), default)).Recipients[0];
        outcome.ShouldBeOfType<RecipientOutcome.Failed>().Reply.ToString().ShouldBe(kept);
    }

    [Fact]
    public async Task A_refusal_longer_than_any_line_may_be_is_one_all_the_same()
    {
        string reply = "550 5.1.1 " + new string('x', 30_000);
        await using var peer = ScriptedHost.Start(new HostManners
        {
            Answer = heard => heard.StartsWith("RCPT", StringComparison.Ordinal) ? reply
                : null
        });
        await using IOutboundSession session = await new Outbound().ConnectAsync(peer);
        RecipientOutcome outcome = (await session.SendAsync(Outbound.Message(), default)).Recipients[0];
        SmtpReply kept = outcome.ShouldBeOfType<RecipientOutcome.Failed>().Reply;
        kept.Status.ToString().ShouldBe("5.1.1");
        kept.Text.ShouldStartWith("xxx");
        kept.Text.Length.ShouldBeLessThan(3000);
    }

    [Theory]
    [InlineData("220-welcome\n521 5.7.1 go away", "451 4.7.1", "5.7.1 welcome go away")]
    [InlineData("521-we\n521 take no mail", "451 4.3.0", "take no mail")]
    [InlineData("HTTP/1.1 400 Bad Request", "451 4.5.0", "HTTP/1.1 400 Bad Request")]
    public async Task What_a_host_says_in_place_of_a_greeting_is_kept_in_words(string greeting, string reply, string words)
    {
        await using var peer = ScriptedHost.Start(new HostManners { Greeting = greeting });
        SmtpReply kept = (await new Outbound().TryConnectAsync(Outbound.HostAt(peer))).ShouldBeOfType<ConnectOutcome.Unreachable>().Reply;
        kept.ToString().ShouldStartWith(reply);
        kept.Text.ShouldContain(words);
    }

    [Theory]
    [InlineData("354 go ahead\n250 2.0.0 taken", false)]
    [InlineData("354 go ahead\n250 2.0.0 taken", true)]
    [InlineData("354 go ahead\n354 go ahead", false)]
    public async Task A_host_that_takes_content_before_it_has_it_does_not_have_it(string reply, bool tls)
    {
        await using var peer = ScriptedHost.Start(EarlyPeer(tls, (client, _) => client.SayAsync(reply.Split('\n'))));
        await ShouldNotBeDeliveredAsync(peer, tls, Outbound.Message());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_host_that_takes_content_in_the_middle_of_it_does_not_have_it(bool tls)
    {
        var content = new HalvedContent();
        await using var peer = ScriptedHost.Start(InTheMiddle("250 2.0.0 taken", tls, content));
        await ShouldNotBeDeliveredAsync(peer, tls, Outbound.Message(content));
    }

    [Fact]
    public async Task A_host_that_takes_the_last_chunk_in_the_middle_of_it_does_not_have_it()
    {
        var content = new HalvedContent();
        await using var peer = ScriptedHost.Start(new HostManners
        {
            Capabilities = ["8BITMIME", "BINARYMIME", "CHUNKING"],
            Instead = async (client, command) =>
            {
                if (!command.StartsWith("BDAT", StringComparison.Ordinal))
                    return false;
                await client.SayAsync("250 2.0.0 taken");
                content.PeerHasSpoken();
                await client.StallAsync();
                return true;
            },
        });
        OutboundMessage message = Outbound.Message(content);
        await ShouldNotBeDeliveredAsync(peer, false, message with { Message = message.Message with { Body = BodyType.BinaryMime } });
    }

    [Fact]
    public async Task A_refusal_in_the_middle_of_the_content_is_the_last_word()
    {
        var content = new HalvedContent();
        await using var peer = ScriptedHost.Start(InTheMiddle("552 5.3.4 enough", false, content));
        await using IOutboundSession session = await new Outbound().ConnectAsync(peer);
        RecipientOutcome outcome = (await session.SendAsync(Outbound.Message(content), default)).Recipients[0];
        outcome.ShouldBeOfType<RecipientOutcome.Failed>().Reply.ToString().ShouldBe("552 5.3.4 enough");
        session.IsReusable.ShouldBeFalse();
    }

    [Fact]
    public async Task A_host_that_answers_RCPT_before_it_is_asked_gets_no_content()
    {
        await using var peer = ScriptedHost.Start(new HostManners
        {
            Capabilities = [],
            Answer = command =>
                command.StartsWith("MAIL", StringComparison.Ordinal) ? "250 sender ok\n250 recipient ok\n354 go ahead\n250 taken" : null,
        });
        await using IOutboundSession session = await new Outbound().ConnectAsync(peer);
        (await session.SendAsync(
            Outbound.Message(), default)).Recipients[0].ShouldBeOfType<RecipientOutcome.Deferred>().MaybeDelivered.ShouldBeFalse();
        peer.Conversations[0].Heard.ShouldNotContain("DATA");
    }

    [Fact]
    public async Task A_host_that_answers_EHLO_before_it_is_asked_is_left()
    {
        await using var peer = ScriptedHost.Start(new HostManners { Greeting = "220 peer.test\n250 early" });
        ConnectOutcome outcome = await new Outbound().TryConnectAsync(Outbound.HostAt(peer));
        outcome.ShouldBeOfType<ConnectOutcome.Unreachable>().Reply.Status.ToString().ShouldBe("4.5.0");
        peer.Conversations[0].Heard.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_host_that_answers_MAIL_before_it_is_asked_gets_no_mail()
    {
        await using var peer = ScriptedHost.Start(
            new HostManners { Answer = heard => heard.StartsWith("EHLO", StringComparison.Ordinal) ? "250 PIPELINING\n250 not asked for" : null });
        await using IOutboundSession session = await new Outbound().ConnectAsync(peer);
        session.IsReusable.ShouldBeFalse();
        (await session.SendAsync(Outbound.Message(), default)).Recipients[0].ShouldBeOfType<RecipientOutcome.Deferred>();
        peer.Messages.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_host_that_says_more_than_was_asked_is_not_used_again()
    {
        await using var peer = ScriptedHost.Start(new HostManners
        {
            Answer = command => command == "." ? "250 2.0.0 taken\n250 2.0.0 taken again"
                : null
        });
        await using IOutboundSession session = await new Outbound().ConnectAsync(peer);
        (await session.SendAsync(Outbound.Message(), default)).Recipients[0].ShouldBeOfType<RecipientOutcome.Delivered>();
        session.IsReusable.ShouldBeFalse();
    }

    [Theory]
    [InlineData("PIPELINING CHUNKING")]
    [InlineData("PIPELINING")]
    [InlineData("")]
    public async Task A_host_that_answers_a_command_twice_settles_nobody(string capabilities)
    {
        // Each later reply is read as that to the command after its own: the refusal of the first recipient as that of the second.
        await using var peer = ScriptedHost.Start(new HostManners
        {
            Capabilities = capabilities.Split(' '),
            Answer = command => command switch
            {
                _ when command.StartsWith("MAIL", StringComparison.Ordinal) => "250 2.1.0 ok\n250 2.1.0 ok",
                "RCPT TO:<first@dest.test>" => "550 5.1.1 no",
                "RCPT TO:<second@dest.test>" => "250 2.1.5 ok",
                _ => null,
            },
        });
        await using IOutboundSession session = await new Outbound().ConnectAsync(peer);

        TransactionOutcome sent = await session.SendAsync(Outbound.Message(Outbound.Simple, "first@dest.test", "second@dest.test"), default);

        sent.Recipients.ShouldAllBe(static outcome => outcome is RecipientOutcome.Deferred && outcome.Reply.Status.ToString() == "4.5.0");
        sent.ConnectionEnded.ShouldBeTrue();
        session.IsReusable.ShouldBeFalse();
        peer.Messages.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("RCPT TO:<first@dest.test>", "550 5.1.1 no\n550 5.1.1 no")]
    [InlineData("MAIL", "235 2.7.0 in\n250 2.1.0 ok")]
    [InlineData("MAIL", "220 peer.test\n250 2.1.0 ok")]
    [InlineData("MAIL", "221 2.0.0 bye")]
    public async Task A_refusal_that_may_have_been_meant_for_another_recipient_fails_nobody(string command, string reply)
    {
        await using var peer = ScriptedHost.Start(new HostManners
        {
            Answer = heard => heard.StartsWith(command, StringComparison.Ordinal) ? reply : null,
        });
        await using IOutboundSession session = await new Outbound().ConnectAsync(peer);
        OutboundMessage message = Outbound.Message(Outbound.Simple, "first@dest.test", "second@dest.test", "third@dest.test");

        TransactionOutcome sent = await session.SendAsync(message, default);

        sent.Recipients.ShouldAllBe(static outcome => outcome is RecipientOutcome.Deferred);
        session.IsReusable.ShouldBeFalse();
        peer.Messages.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_a_host_says_between_two_messages_is_the_answer_to_none(bool tls)
    {
        var mayGoOn = new TaskCompletionSource();
        var spoken = new TaskCompletionSource();
        await using var peer = ScriptedHost.Start(new HostManners
        {
            Capabilities = ["PIPELINING", "CHUNKING"],
            ImplicitTls = tls,
            Certificate = tls ? TestCertificates.SelfSigned : null,
            Instead = async (client, command) =>
            {
                if (command != ".")
                    return false;
                await client.SayAsync("250 2.0.0 taken");
                await mayGoOn.Task;
                await client.SayAsync("250 2.0.0 taken again");
                spoken.SetResult();
                return true;
            },
        });
        var outbound = new Outbound { Settings = new TransportSettings { Tls = tls ? TransportTls.Implicit : TransportTls.Off } };
        await using IOutboundSession session = await outbound.ConnectAsync(peer);
        (await session.SendAsync(Outbound.Message(), default)).Recipients[0].ShouldBeOfType<RecipientOutcome.Delivered>();
        mayGoOn.SetResult();
        await spoken.Task;
        int heard = peer.Conversations[0].Heard.Count;

        TransactionOutcome second = await session.SendAsync(Outbound.Message(), default);

        second.StaleConnection.ShouldBeTrue();
        peer.Conversations[0].Heard.Count.ShouldBe(heard);
    }

    [Theory]
    [InlineData("reset")]
    [InlineData("close")]
    [InlineData("500 what")]
    [InlineData("endless")]
    public async Task QUIT_may_be_answered_in_any_way(string how)
    {
        await using var peer = ScriptedHost.Start(new HostManners
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
        await using var peer = ScriptedHost.Start(new HostManners
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
        (await session.SendAsync(Outbound.Message(Outbound.Simple, "nobody@dest.test"),
            default)).Recipients[0].ShouldBeOfType<RecipientOutcome.Failed>();
        (await session.SendAsync(Outbound.Message(), default)).Recipients[0].ShouldBeOfType<RecipientOutcome.Deferred>();
        session.IsReusable.ShouldBeFalse();
        peer.Messages.ShouldBeEmpty();
    }

    private static HostManners EarlyPeer(bool tls, Func<HostConversation, string, Task> answerData) => new()
    {
        Capabilities = ["PIPELINING", "8BITMIME"],
        ImplicitTls = tls,
        Certificate = tls ? TestCertificates.SelfSigned : null,
        Instead = async (client, command) =>
        {
            if (command != "DATA")
                return false;
            await answerData(client, command);
            await client.StallAsync();
            return true;
        },
    };

    private static HostManners InTheMiddle(string reply, bool tls, HalvedContent content) => EarlyPeer(tls, async (client, _) =>
    {
        await client.SayAsync("354 go ahead");
        await client.HearOctetsAsync(10_000);
        await client.SayAsync(reply);
        content.PeerHasSpoken();
    });

    private static async Task ShouldNotBeDeliveredAsync(ScriptedHost peer, bool tls, OutboundMessage message)
    {
        var outbound = new Outbound { Settings = new TransportSettings { Tls = tls ? TransportTls.Implicit : TransportTls.Off } };
        await using IOutboundSession session = await outbound.ConnectAsync(peer);
        TransactionOutcome sent = await session.SendAsync(message, default);
        RecipientOutcome.Deferred deferred = sent.Recipients[0].ShouldBeOfType<RecipientOutcome.Deferred>();
        deferred.Reply.Status.ToString().ShouldBe("4.5.0");
        deferred.MaybeDelivered.ShouldBeFalse();
        session.IsReusable.ShouldBeFalse();
    }

    private static async Task BeOddAsync(HostConversation client, string how)
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
