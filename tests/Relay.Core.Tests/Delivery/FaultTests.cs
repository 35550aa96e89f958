using System.Text;
using Microsoft.Extensions.Time.Testing;
using Relay.Core.Delivery;
using Relay.Sdk.Testing.Hosts;

namespace Relay.Core.Tests.Delivery;

public sealed class FaultTests
{
    private static readonly HostManners StepByStep = new() { Capabilities = ["8BITMIME"] };

    public static TheoryData<string, string, bool> Steps()
    {
        var steps = new TheoryData<string, string, bool>();
        foreach (string command in new[] { "MAIL", "RCPT", "DATA", "data", "." })
        {
            foreach (string how in new[] { "reset", "close", "421", "garbage", "huge line", "endless reply", "stall" })
            {
                steps.Add(command, how, true);
                steps.Add(command, how, false);
            }
        }

        return steps;
    }

    [Theory]
    [MemberData(nameof(Steps))]
    public async Task Whatever_happens_at_any_step_the_recipient_is_deferred(string command, string how, bool pipelining)
    {
        var time = new FakeTimeProvider();
        var reached = new TaskCompletionSource();
        HostManners manners = (pipelining ? new HostManners() : StepByStep) with
        {
            Instead = async (client, heard) =>
            {
                if (!heard.StartsWith(command, StringComparison.Ordinal))
                    return false;
                reached.TrySetResult();
                await MisbehaveAsync(client, how);
                return true;
            },
        };
        await using var peer = ScriptedHost.Start(manners);
        await using IOutboundSession session = await new Outbound { Time = time }.ConnectAsync(peer);
        bool large = command == "data";
        Task<TransactionOutcome> sending = session.SendAsync(Outbound.Message(large ? new string('x', 4_000_000) : Outbound.Simple), default)
            .AsTask();
        await reached.Task;
        if (how == "stall" || (how == "endless reply" && large) || (how == "garbage" && command == "."))
            await Eventually.Advance(time, TimeSpan.FromMinutes(1), () => sending.IsCompleted);

        TransactionOutcome outcome = await sending;

        RecipientOutcome.Deferred deferred = outcome.Recipients.ShouldHaveSingleItem().ShouldBeOfType<RecipientOutcome.Deferred>();
        deferred.Reply.IsTransient.ShouldBeTrue();
        session.IsReusable.ShouldBeFalse();
        outcome.StaleConnection.ShouldBeFalse();
        if (command == ".")
            deferred.MaybeDelivered.ShouldBe(how != "421");
        else if (command != "data")
            deferred.MaybeDelivered.ShouldBeFalse();
    }

    [Fact]
    public async Task Replies_octet_by_octet_are_understood()
    {
        await using var peer = ScriptedHost.Start(async client =>
        {
            await client.DribbleAsync("220 peer.test");
            await client.HearAsync();
            await client.DribbleAsync("250-peer.test");
            await client.DribbleAsync("250 PIPELINING");
            for (int i = 0; i < 3; i++)
                await client.HearAsync();
            await client.DribbleAsync("250 2.1.0 ok\r\n250-2.1.5 more\r\n250 2.1.5 ok\r\n354 go");
            await client.HearDataAsync();
            await client.DribbleAsync("250 2.0.0 done");
        });
        await using IOutboundSession session = await new Outbound().ConnectAsync(peer);
        TransactionOutcome outcome = await session.SendAsync(Outbound.Message(), default);
        outcome.Recipients[0].ShouldBeOfType<RecipientOutcome.Delivered>().Reply.Text.ShouldBe("done");
        peer.ScriptFailures.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("552 5.3.4 too much of it", typeof(RecipientOutcome.Failed))]
    [InlineData("451 4.3.1 disk full", typeof(RecipientOutcome.Deferred))]
    public async Task A_host_that_has_heard_enough_of_the_content_is_understood(string reply, Type outcomeType)
    {
        await using var peer = ScriptedHost.Start(new HostManners
        {
            Instead = async (client, command) =>
            {
                if (command != "data")
                    return false;
                await client.SayAsync(reply);
                client.Close();
                return true;
            },
        });
        await using IOutboundSession session = await new Outbound().ConnectAsync(peer);
        TransactionOutcome outcome = await session.SendAsync(Outbound.Message(new string('x', 8_000_000)), default);
        outcome.Recipients[0].ShouldBeOfType(outcomeType);
        outcome.Recipients[0].Reply.ToString().ShouldBe(reply);
        session.IsReusable.ShouldBeFalse();
    }

    [Fact]
    public async Task A_421_in_the_middle_defers_those_without_an_answer_only()
    {
        await using var peer = ScriptedHost.Start(new HostManners
        {
            Answer = command => command switch
            {
                "RCPT TO:<nobody@dest.test>" => "550 5.1.1 unknown",
                "RCPT TO:<last@dest.test>" => "421 4.3.2 shutting down",
                _ => null,
            },
        });
        await using IOutboundSession session = await new Outbound().ConnectAsync(peer);
        TransactionOutcome outcome = await session.SendAsync(
            Outbound.Message(Outbound.Simple, "nobody@dest.test", "bob@dest.test", "last@dest.test", "never@dest.test"), default);
        outcome.Recipients[0].ShouldBeOfType<RecipientOutcome.Failed>();
        outcome.Recipients.Skip(1).ShouldAllBe(it => it is RecipientOutcome.Deferred && it.Reply.Code == 421);
        session.IsReusable.ShouldBeFalse();
    }

    [Theory]
    [InlineData("250 no, you do not need DATA")]
    [InlineData("354 again")]
    public async Task An_answer_that_makes_no_sense_defers_and_ends_the_connection(string reply)
    {
        string at = reply.StartsWith("354", StringComparison.Ordinal) ? "." : "DATA";
        await using var peer = ScriptedHost.Start(new HostManners { Answer = command => command == at ? reply : null });
        await using IOutboundSession session = await new Outbound().ConnectAsync(peer);
        TransactionOutcome outcome = await session.SendAsync(Outbound.Message(), default);
        outcome.Recipients[0].ShouldBeOfType<RecipientOutcome.Deferred>().Reply.Status.ToString().ShouldBe("4.5.0");
        session.IsReusable.ShouldBeFalse();
    }

    [Fact]
    public async Task Cancelling_a_transaction_throws_and_ends_the_connection()
    {
        var reached = new TaskCompletionSource();
        await using var peer = ScriptedHost.Start(new HostManners
        {
            Instead = async (client, command) =>
            {
                if (command != ".")
                    return false;
                reached.SetResult();
                await client.StallAsync();
                return true;
            },
        });
        await using IOutboundSession session = await new Outbound().ConnectAsync(peer);
        using var cancelling = new CancellationTokenSource();
        Task<TransactionOutcome> sending = session.SendAsync(Outbound.Message(), cancelling.Token).AsTask();
        await reached.Task;
        await cancelling.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(sending);
        session.IsReusable.ShouldBeFalse();
    }

    private static async Task MisbehaveAsync(HostConversation client, string how)
    {
        switch (how)
        {
            case "reset":
                client.Reset();
                break;
            case "close":
                client.Close();
                break;
            case "421":
                await client.SayAsync("421 4.3.2 shutting down");
                await client.StallAsync();
                break;
            case "garbage":
                await client.SayOctetsAsync(Encoding.Latin1.GetBytes("\u0016\u0003\u0001hello\r\n"));
                await client.StallAsync();
                break;
            case "huge line":
                await client.SayOctetsAsync(Encoding.Latin1.GetBytes("250 " + new string('x', 1_000_000)));
                await client.StallAsync();
                break;
            case "endless reply":
                while (true)
                    await client.SayAsync("250-and more");
            default:
                await client.StallAsync();
                break;
        }
    }
}
