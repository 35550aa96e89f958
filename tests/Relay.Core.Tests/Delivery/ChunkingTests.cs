using Relay.Core.Delivery;
using Relay.Sdk.Mail;
using Relay.Sdk.Testing.Hosts;
using Relay.TestKit.Peers;

namespace Relay.Core.Tests.Delivery;

public sealed class ChunkingTests
{
    private static readonly HostManners Chunking = new() { Capabilities = ["PIPELINING", "CHUNKING"] };

    [Fact]
    public async Task Small_content_goes_with_the_commands_in_one_write()
    {
        string content = "a: b\r\n\r\n.dot\r\n" + string.Concat(Enumerable.Repeat("a line of some length\r\n", 300));
        await using var peer = ScriptedHost.Start(Chunking);
        await using IOutboundSession session = await ProvenAsync(peer);
        int before = peer.Conversations[0].Reads;
        (await session.SendAsync(Outbound.Message(content), default)).Recipients[0].ShouldBeOfType<RecipientOutcome.Delivered>();
        (peer.Conversations[0].Reads - before).ShouldBe(1);
        peer.Messages.Last().Text.ShouldBe(content);
        peer.Conversations[0].Heard[^1].ShouldBe($"BDAT {content.Length} LAST");
    }

    [Theory]
    [InlineData("a: b\n\nbare\r\n")]
    [InlineData("a: b\r\n\r\nno end")]
    [InlineData("")]
    public async Task Content_with_other_line_ends_goes_by_DATA(string content)
    {
        await using var peer = ScriptedHost.Start(Chunking);
        await using IOutboundSession session = await ProvenAsync(peer);
        await session.SendAsync(Outbound.Message(content), default);
        peer.Conversations[0].Heard[^1].ShouldBe(content.Length > 0 ? "DATA" : "BDAT 0 LAST");
        peer.Messages.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Large_content_goes_by_DATA()
    {
        await using var peer = ScriptedHost.Start(Chunking);
        await using IOutboundSession session = await ProvenAsync(peer);
        await session.SendAsync(Outbound.Message(string.Concat(Enumerable.Repeat("line\r\n", 20_000))), default);
        peer.Conversations[0].Heard[^1].ShouldBe("DATA");
    }

    [Fact]
    public async Task When_all_recipients_are_refused_the_chunk_is_too_and_RSET_comes_before_the_next_message()
    {
        await using var peer = ScriptedHost.Start(Chunking with
        {
            Answer = command => command == "RCPT TO:<nobody@dest.test>" ? "550 5.1.1 unknown"
                : null
        });
        await using IOutboundSession session = await ProvenAsync(peer);
        int before = peer.Conversations[0].Heard.Count;

        TransactionOutcome refused = await session.SendAsync(Outbound.Message(Outbound.Simple, "nobody@dest.test"), default);
        TransactionOutcome taken = await session.SendAsync(Outbound.Message(), default);

        refused.Recipients[0].ShouldBeOfType<RecipientOutcome.Failed>().Reply.Status.ToString().ShouldBe("5.1.1");
        taken.Recipients[0].ShouldBeOfType<RecipientOutcome.Delivered>();
        peer.Conversations[0].Heard.Skip(before).Select(command => command[..4]).ShouldBe(["MAIL", "RCPT", "BDAT", "RSET", "MAIL", "RCPT", "BDAT"]);
    }

    [Fact]
    public async Task A_second_reply_behind_the_one_that_counts_for_the_chunk_leaves_it_undecided()
    {
        // What a host says that answers RCPT twice: the second 250 is read as the answer to the chunk, and the answer to the chunk stands behind it.
        await using var peer = ScriptedHost.Start(Chunking with
        {
            Answer = command => command.StartsWith("BDAT", StringComparison.Ordinal)
                ? "250 again\r\n451 4.3.0 not stored" : null
        });
        await using IOutboundSession session = await ProvenAsync(peer);
        TransactionOutcome outcome = await session.SendAsync(Outbound.Message(), default);
        outcome.Recipients[0].ShouldBeOfType<RecipientOutcome.Deferred>().MaybeDelivered.ShouldBeTrue();
        session.IsReusable.ShouldBeFalse();
    }

    [Fact]
    public async Task A_goodbye_behind_the_reply_to_a_chunk_takes_nothing_from_it()
    {
        await using var peer = ScriptedHost.Start(Chunking with
        {
            Answer = command => command.StartsWith("BDAT", StringComparison.Ordinal)
                ? "250 stored\r\n421 4.3.2 closing" : null
        });
        await using IOutboundSession session = await ProvenAsync(peer);
        (await session.SendAsync(Outbound.Message(), default)).Recipients[0].ShouldBeOfType<RecipientOutcome.Delivered>();
        session.IsReusable.ShouldBeFalse();
    }

    [Fact]
    public async Task A_refused_chunk_is_the_outcome_of_the_accepted_recipients()
    {
        await using var peer = ScriptedHost.Start(Chunking with
        {
            Answer = command => command.StartsWith("BDAT", StringComparison.Ordinal)
                ? "451 4.3.1 later" : null
        });
        await using IOutboundSession session = await ProvenAsync(peer);
        TransactionOutcome outcome = await session.SendAsync(Outbound.Message(), default);
        outcome.Recipients[0].ShouldBeOfType<RecipientOutcome.Deferred>().Reply.ToString().ShouldBe("451 4.3.1 later");
        session.IsReusable.ShouldBeTrue();
    }

    [Theory]
    [InlineData("552 5.3.4 too much", typeof(RecipientOutcome.Failed), true)]
    [InlineData("452 4.3.1 full", typeof(RecipientOutcome.Deferred), true)]
    [InlineData("354 go on", typeof(RecipientOutcome.Deferred), false)]
    [InlineData("421 4.3.2 closing", typeof(RecipientOutcome.Deferred), false)]
    [InlineData("150 hm", typeof(RecipientOutcome.Deferred), false)]
    public async Task A_chunk_refused_on_the_way_ends_the_message_and_the_rest_is_not_sent(string reply, Type outcomeType, bool reusable)
    {
        int chunks = 0;
        await using var peer = ScriptedHost.Start(Chunking with
        {
            Capabilities = [.. Chunking.Capabilities, "BINARYMIME"],
            Answer = command => command.StartsWith("BDAT", StringComparison.Ordinal) && ++chunks == 2 ? reply : null,
        });
        await using IOutboundSession session = await new Outbound().ConnectAsync(peer);
        OutboundMessage message = Outbound.Message(new SegmentedContent(true, new byte[3_000_000]));
        message = message with { Message = message.Message with { Body = BodyType.BinaryMime } };

        RecipientOutcome outcome = (await session.SendAsync(message, default)).Recipients[0];

        outcome.ShouldBeOfType(outcomeType);
        if (outcome is RecipientOutcome.Deferred deferred)
            deferred.MaybeDelivered.ShouldBeFalse();
        session.IsReusable.ShouldBe(reusable);
        peer.Conversations[0].Heard.Count(command => command.StartsWith("BDAT", StringComparison.Ordinal)).ShouldBe(2);
        peer.Messages.ShouldBeEmpty();
        if (reusable)
            (await session.SendAsync(Outbound.Message(), default)).Recipients[0].ShouldBeOfType<RecipientOutcome.Delivered>();
    }

    [Fact]
    public async Task A_connection_lost_after_the_chunk_may_have_delivered()
    {
        int ends = 0;
        await using var peer = ScriptedHost.Start(Chunking with
        {
            Instead = (client, command) =>
            {
                if (command != "." || ++ends == 1)
                    return Task.FromResult(false);
                client.Reset();
                return Task.FromResult(true);
            },
        });
        await using IOutboundSession session = await ProvenAsync(peer);
        TransactionOutcome outcome = await session.SendAsync(Outbound.Message(), default);
        outcome.Recipients[0].ShouldBeOfType<RecipientOutcome.Deferred>().MaybeDelivered.ShouldBeTrue();
        outcome.StaleConnection.ShouldBeFalse();
    }

    [Fact]
    public async Task The_first_message_of_a_connection_goes_by_DATA_which_a_host_out_of_step_cannot_answer_rightly()
    {
        await using var peer = ScriptedHost.Start(Chunking);
        await using IOutboundSession session = await ProvenAsync(peer);
        peer.Conversations[0].Heard.ShouldContain("DATA");
    }

    // A session that has carried a message.
    private static async Task<IOutboundSession> ProvenAsync(ScriptedHost peer)
    {
        IOutboundSession session = await new Outbound().ConnectAsync(peer);
        (await session.SendAsync(Outbound.Message(), default)).Recipients[0].ShouldBeOfType<RecipientOutcome.Delivered>();
        return session;
    }
}
