using Microsoft.Extensions.Time.Testing;
using Relay.Core.Delivery;
using Relay.Core.Settings;
using Relay.Sdk.Testing.Hosts;

namespace Relay.Core.Tests.Delivery;

public sealed class ReuseTests
{
    [Fact]
    public async Task A_connection_takes_as_many_messages_as_the_settings_say()
    {
        await using var peer = ScriptedHost.Start(new HostManners());
        var outbound = new Outbound { Settings = new TransportSettings { Tls = TransportTls.Off, MaxMessagesPerConnection = 2 } };
        await using IOutboundSession session = await outbound.ConnectAsync(peer);
        await session.SendAsync(Outbound.Message(), default);
        session.IsReusable.ShouldBeTrue();
        await session.SendAsync(Outbound.Message(), default);
        session.IsReusable.ShouldBeFalse();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task RSET_comes_only_after_a_transaction_that_may_still_be_open(bool pipelining)
    {
        HostManners manners = new()
        {
            Capabilities = pipelining ? ["PIPELINING"] : [],
            Answer = command => command == "RCPT TO:<nobody@dest.test>" ? "550 5.1.1 unknown" : null,
            Instead = async (client, command) =>
            {
                if (command != "DATA" || client.Heard.Count(it => it.StartsWith("MAIL", StringComparison.Ordinal)) > 1)
                    return false;
                await client.SayAsync("503 5.5.1 no recipients");
                return true;
            },
        };
        await using var peer = ScriptedHost.Start(manners);
        await using IOutboundSession session = await new Outbound().ConnectAsync(peer);

        await session.SendAsync(Outbound.Message(Outbound.Simple, "nobody@dest.test"), default);
        (await session.SendAsync(Outbound.Message(), default)).Recipients[0].ShouldBeOfType<RecipientOutcome.Delivered>();
        (await session.SendAsync(Outbound.Message(), default)).Recipients[0].ShouldBeOfType<RecipientOutcome.Delivered>();

        peer.Conversations[0].Heard.Count(command => command == "RSET").ShouldBe(1);
        peer.Messages.Count.ShouldBe(2);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_refused_sender_leaves_the_connection_usable(bool pipelining)
    {
        bool refusing = true;
        await using var peer = ScriptedHost.Start(new HostManners
        {
            Capabilities = pipelining ? ["PIPELINING"] : [],
            Answer = command => (refusing, command.Split(' ', ':')[0]) switch
            {
                (true, "MAIL") => "550 5.7.1 not you",
                (true, "RCPT" or "DATA") => "503 5.5.1 no sender",
                _ => null,
            },
        });
        await using IOutboundSession session = await new Outbound().ConnectAsync(peer);
        TransactionOutcome refused = await session.SendAsync(Outbound.Message(Outbound.Simple, "bob@dest.test", "carol@dest.test"), default);
        refused.Recipients.ShouldAllBe(it => it is RecipientOutcome.Failed && it.Reply.Status.ToString() == "5.7.1");
        refusing = false;
        (await session.SendAsync(Outbound.Message(), default)).Recipients[0].ShouldBeOfType<RecipientOutcome.Delivered>();
    }

    [Theory]
    [InlineData("close")]
    [InlineData("421")]
    public async Task An_idle_connection_that_has_ended_is_reported_as_stale(string how)
    {
        var time = new FakeTimeProvider();
        var ended = new TaskCompletionSource();
        var proceed = new TaskCompletionSource();
        await using var peer = ScriptedHost.Start(new HostManners
        {
            Instead = async (client, command) =>
            {
                if (command != ".")
                    return false;
                await client.SayAsync("250 2.0.0 taken");
                await proceed.Task;
                if (how == "421")
                    await client.SayAsync("421 4.4.2 idle for too long");
                client.Close();
                ended.SetResult();
                return true;
            },
        });
        await using IOutboundSession session = await new Outbound { Time = time }.ConnectAsync(peer);
        (await session.SendAsync(Outbound.Message(), default)).Recipients[0].ShouldBeOfType<RecipientOutcome.Delivered>();
        proceed.SetResult();
        await ended.Task;
        time.Advance(TimeSpan.FromSeconds(5));

        TransactionOutcome outcome = await session.SendAsync(Outbound.Message(), default);

        outcome.StaleConnection.ShouldBeTrue();
        outcome.Recipients[0].ShouldBeOfType<RecipientOutcome.Deferred>().MaybeDelivered.ShouldBeFalse();
        session.IsReusable.ShouldBeFalse();
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task A_reused_connection_on_which_the_host_says_421_to_MAIL_is_reported_as_stale(bool pipelining, bool chunking)
    {
        int mails = 0;
        await using var peer = ScriptedHost.Start(new HostManners
        {
            Capabilities = [.. pipelining ? (string[])["PIPELINING"] : [], .. chunking ? (string[])["CHUNKING"] : []],
            Instead = async (client, command) =>
            {
                if (!command.StartsWith("MAIL", StringComparison.Ordinal) || Interlocked.Increment(ref mails) == 1)
                    return false;
                await client.SayAsync("421 4.7.0 too many messages on this connection");
                return true;
            },
        });
        await using IOutboundSession session = await new Outbound().ConnectAsync(peer);
        (await session.SendAsync(Outbound.Message(), default)).Recipients[0].ShouldBeOfType<RecipientOutcome.Delivered>();
        TransactionOutcome outcome = await session.SendAsync(Outbound.Message(), default);
        outcome.StaleConnection.ShouldBeTrue();
        outcome.Recipients[0].ShouldBeOfType<RecipientOutcome.Deferred>().MaybeDelivered.ShouldBeFalse();

        await using IOutboundSession fresh = await new Outbound().ConnectAsync(peer);
        outcome = await fresh.SendAsync(Outbound.Message(), default);
        (outcome.StaleConnection, outcome.HostDeclines, outcome.ConnectionEnded).ShouldBe((false, true, true));
    }

    [Theory]
    [InlineData("RSET", "503 5.5.1 Bad sequence", true)]
    [InlineData("RSET", "502 5.5.1 Not implemented", true)]
    [InlineData("MAIL", "450 4.7.1 Try again later", true)]
    [InlineData("MAIL", "452 4.3.1 Too much mail in this session", true)]
    [InlineData("MAIL", "503 5.5.1 Bad sequence", true)]
    [InlineData("MAIL", "530 5.7.0 Must issue a STARTTLS command first", true)]
    [InlineData("MAIL", "554 5.7.0 Too many messages", true)]
    [InlineData("MAIL", "550 5.7.1 Not you", false)]
    [InlineData("MAIL", "552 5.3.4 Too large", false)]
    public async Task Trouble_of_a_reused_connection_is_not_that_of_the_message(string verb, string reply, bool stale)
    {
        int messages = 0;
        await using var peer = ScriptedHost.Start(new HostManners
        {
            Instead = async (client, command) =>
            {
                if (command.StartsWith("RCPT", StringComparison.Ordinal) && Interlocked.Increment(ref messages) == 1)
                {
                    // The first message is refused, so that RSET goes before the next one.
                    await client.SayAsync("550 5.1.1 unknown");
                    return true;
                }

                bool follows = messages > 0 && verb == "MAIL" && (command.StartsWith("RCPT", StringComparison.Ordinal) || command == "DATA");
                if (!follows && (messages == 0 || !command.StartsWith(verb, StringComparison.Ordinal)))
                    return false;
                await client.SayAsync(follows ? "503 5.5.1 MAIL first" : reply);
                return true;
            },
        });
        await using IOutboundSession session = await new Outbound().ConnectAsync(peer);
        (await session.SendAsync(Outbound.Message(), default)).Recipients[0].ShouldBeOfType<RecipientOutcome.Failed>();
        TransactionOutcome outcome = await session.SendAsync(Outbound.Message(), default);
        outcome.StaleConnection.ShouldBe(stale);
        outcome.Recipients[0].ShouldNotBeOfType<RecipientOutcome.Delivered>();

        messages = 0;
        await using IOutboundSession fresh = await new Outbound().ConnectAsync(peer);
        (await fresh.SendAsync(Outbound.Message(), default)).StaleConnection.ShouldBeFalse();
    }

    [Fact]
    public async Task A_connection_whose_first_message_did_not_suit_the_host_may_go_stale_too()
    {
        var close = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var closed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var peer = ScriptedHost.Start(new HostManners
        {
            Capabilities = ["SIZE 100"],
            Instead = (client, command) =>
            {
                if (command.Length == 0)
                    _ = CloseThenAsync(client);
                return Task.FromResult(false);
            },
        });
        async Task CloseThenAsync(HostConversation client)
        {
            await close.Task;
            client.Close();
            closed.SetResult();
        }

        await using IOutboundSession session = await new Outbound().ConnectAsync(peer);
        (await session.SendAsync(Outbound.Message(new string('x', 200)), default)).Recipients[0].ShouldBeOfType<RecipientOutcome.Failed>();
        close.SetResult();
        await closed.Task;
        (await session.SendAsync(Outbound.Message(), default)).StaleConnection.ShouldBeTrue();
    }

    [Fact]
    public async Task A_host_that_closes_right_after_a_message_is_not_sent_the_next_one_blindly()
    {
        var closed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var peer = ScriptedHost.Start(new HostManners
        {
            Capabilities = ["PIPELINING", "CHUNKING"],
            Instead = async (client, command) =>
            {
                if (command != ".")
                    return false;
                await client.SayAsync("250 2.0.0 taken, and that was all");
                client.Close();
                closed.SetResult();
                return true;
            },
        });
        await using IOutboundSession session = await new Outbound { Time = new FakeTimeProvider() }.ConnectAsync(peer);
        (await session.SendAsync(Outbound.Message(), default)).Recipients[0].ShouldBeOfType<RecipientOutcome.Delivered>();
        await closed.Task;

        TransactionOutcome outcome = await session.SendAsync(Outbound.Message(), default);

        outcome.StaleConnection.ShouldBeTrue();
        outcome.Recipients[0].ShouldBeOfType<RecipientOutcome.Deferred>().MaybeDelivered.ShouldBeFalse();
    }

    [Fact]
    public async Task A_connection_at_its_limit_is_left_with_QUIT()
    {
        await using var peer = ScriptedHost.Start(new HostManners { Capabilities = ["LIMITS MAILMAX=1"] });
        await using IOutboundSession session = await new Outbound().ConnectAsync(peer);
        await session.SendAsync(Outbound.Message(), default);
        session.IsReusable.ShouldBeFalse();
        await session.QuitAsync();
        peer.Conversations[0].Heard[^1].ShouldBe("QUIT");
    }

    [Fact]
    public async Task A_reused_connection_that_ends_before_any_answer_is_reported_as_stale()
    {
        int mails = 0;
        await using var peer = ScriptedHost.Start(new HostManners
        {
            Instead = (client, command) =>
            {
                if (!command.StartsWith("MAIL", StringComparison.Ordinal) || ++mails == 1)
                    return Task.FromResult(false);
                client.Reset();
                return Task.FromResult(true);
            },
        });
        await using IOutboundSession session = await new Outbound().ConnectAsync(peer);
        await session.SendAsync(Outbound.Message(), default);
        (await session.SendAsync(Outbound.Message(), default)).StaleConnection.ShouldBeTrue();
    }

    [Fact]
    public async Task Saying_goodbye_does_not_wait_for_a_silent_host_for_long()
    {
        var time = new FakeTimeProvider();
        var quit = new TaskCompletionSource();
        await using var peer = ScriptedHost.Start(new HostManners
        {
            Instead = async (client, command) =>
            {
                if (command != "QUIT")
                    return false;
                quit.SetResult();
                await client.StallAsync();
                return true;
            },
        });
        IOutboundSession session = await new Outbound { Time = time }.ConnectAsync(peer);
        Task quitting = session.QuitAsync().AsTask();
        await quit.Task;
        await Eventually.Advance(time, TimeSpan.FromSeconds(1), () => quitting.IsCompleted);
        await quitting;
    }
}
