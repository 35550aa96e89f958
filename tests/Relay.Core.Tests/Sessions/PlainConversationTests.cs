using Relay.Core.Scheduling.Retry;
using Relay.Core.Settings;
using Relay.Sdk.Lists;
using Relay.Sdk.Mail;
using Relay.Sdk.Spool;
using Relay.Sdk.Testing.Clients;
using Relay.Sdk.Testing.Spool;
using Relay.TestKit.Sessions;

namespace Relay.Core.Tests.Sessions;

public sealed class PlainConversationTests
{
    [Fact]
    public async Task A_stranger_reaches_the_postmaster_that_the_settings_name()
    {
        await using TestServer server = await TestServer.StartAsync(new() { RelayFromHosts = HostList.None, Postmaster = "it@corp.example" });
        await using ScriptedClient client = await server.GreetAsync();
        await client.TalkAsync("""
            C: MAIL FROM:<stranger@sender.example>
            S: 250 *
            C: RCPT TO:<somebody@corp.example>
            S: 550 5.7.1 *
            C: RCPT TO:<Postmaster>
            S: 250 *
            C: DATA
            S: 354 *
            C: Subject: x
            C:
            C: .
            S: 250 *
            """);
        server.Spool.Messages.ShouldHaveSingleItem().Recipients.ShouldBe(["it@corp.example"]);
    }

    [Fact]
    public async Task A_message_is_committed_before_it_is_acknowledged()
    {
        await using TestServer server = await TestServer.StartAsync();
        await using ScriptedClient client = await server.GreetAsync();
        await client.TalkAsync("""
            C: MAIL FROM:<alice@sender.example>
            S: 250 2.1.0 Sender OK
            C: RCPT TO:<bob@dest.example>
            S: 250 2.1.5 Recipient OK
            C: DATA
            S: 354 *
            C: Date: Mon, 1 Jan 2024 00:00:00 +0000
            C: Message-ID: <1@sender.example>
            C: Subject: hello
            C:
            C: ..one dot at the start
            C: body
            C: .
            S: 250 2.0.0 Queued as *
            C: QUIT
            S: 221 2.0.0 Bye
            """);
        await client.ExpectCloseAsync();

        MemoryMessage message = server.Spool.Messages.ShouldHaveSingleItem();
        message.Sent.ShouldBe(
            "Date: Mon, 1 Jan 2024 00:00:00 +0000\r\nMessage-ID: <1@sender.example>\r\nSubject: hello\r\n\r\n.one dot at the start\r\nbody\r\n");
        message.Message.ReversePath.ToString().ShouldBe("alice@sender.example");
        message.Message.LengthOctets.ShouldBe(message.Content.Length);
        message.Recipients.ShouldBe(["bob@dest.example"]);
        server.Accepted.Offered.ShouldHaveSingleItem().Entry.Destination.ShouldBe("dest.example");
    }

    [Fact]
    public async Task A_whole_transaction_can_be_pipelined()
    {
        await using TestServer server = await TestServer.StartAsync();
        await using ScriptedClient client = await server.GreetAsync();
        await client.TalkAsync("""
            C: MAIL FROM:<>
            C: RCPT TO:<bob@dest.example>
            C: RCPT TO:<carol@other.example>
            C: DATA
            S: 250 2.1.0 *
            S: 250 2.1.5 *
            S: 250 2.1.5 *
            S: 354 *
            C: Subject: x
            C:
            C: body
            C: .
            C: MAIL FROM:<second@sender.example>
            S: 250 2.0.0 *
            S: 250 2.1.0 *
            """);

        MemoryMessage message = server.Spool.Messages.ShouldHaveSingleItem();
        message.Message.ReversePath.IsNull.ShouldBeTrue();
        message.Entries.Select(entry => entry.Destination).ShouldBe(["dest.example", "other.example"]);
    }

    [Fact]
    public async Task The_reply_names_the_id_of_the_queue()
    {
        await using TestServer server = await TestServer.StartAsync();
        await using ScriptedClient client = await server.GreetAsync();
        await client.TalkAsync("""
            C: MAIL FROM:<a@b.example>
            C: RCPT TO:<bob@dest.example>
            C: DATA
            S: 250 *
            S: 250 *
            S: 354 *
            """);
        string reply = await client.AskAsync("x\r\n.");

        MessageId.TryParse(reply.Split(' ')[^1], out MessageId id).ShouldBeTrue();
        server.Spool.Messages.ShouldHaveSingleItem().Message.Id.ShouldBe(id);
    }

    [Fact]
    public async Task A_client_that_talks_on_after_QUIT_still_gets_its_reply()
    {
        await using TestServer server = await TestServer.StartAsync();
        await using ScriptedClient client = await server.GreetAsync();
        await client.SendAsync("QUIT\r\n" + new string('x', 1_000_000));
        await client.ExpectAsync("221 2.0.0 Bye");
        await client.ExpectCloseAsync();
    }

    [Fact]
    public async Task EHLO_lists_what_is_offered()
    {
        await using TestServer server = await TestServer.StartAsync(new AcceptSettings { MaxMessageOctets = 10_000, MaxMessagesPerSession = 7 });
        await using ScriptedClient client = await server.ConnectAsync();
        await client.ExpectAsync("220 mx1.relay.example ESMTP Relay");
        string reply = await client.AskAsync("ehlo [127.0.0.1]");

        reply.Split('\n').ShouldBe([
            "250-mx1.relay.example", "250-PIPELINING", "250-SIZE 10000", "250-8BITMIME", "250-SMTPUTF8", "250-CHUNKING",
            "250-ENHANCEDSTATUSCODES", "250-DSN", "250 LIMITS RCPTMAX=1000 MAILMAX=7",
        ]);
    }

    [Fact]
    public async Task Many_listeners_serve_at_once()
    {
        await using TestServer first = await TestServer.StartAsync();
        await using TestServer second = await TestServer.StartAsync();
        await using ScriptedClient one = await first.GreetAsync();
        await using ScriptedClient two = await second.GreetAsync();
        (await one.AskAsync("NOOP")).ShouldBe("250 2.0.0 OK");
        (await two.AskAsync("NOOP")).ShouldBe("250 2.0.0 OK");
    }

    [Fact]
    public async Task A_message_that_finds_no_room_in_memory_is_announced_and_not_claimed()
    {
        await using TestServer server = await TestServer.StartAsync();
        server.Accepted.HasRoom = false;
        await using ScriptedClient client = await server.GreetAsync();
        await client.TalkAsync("""
            C: MAIL FROM:<a@b.example>
            C: RCPT TO:<bob@dest.example>
            C: DATA
            S: 250 *
            S: 250 *
            S: 354 *
            C: x
            C: .
            S: 250 *
            """);
        server.Spool.Messages.ShouldHaveSingleItem().Claimed.ShouldBeFalse();
        server.Accepted.Offered.ShouldBeEmpty();
        server.Accepted.Announced.ShouldBe(["dest.example"]);
    }

    [Fact]
    public async Task Recipients_of_one_destination_with_different_retry_rules_wait_in_entries_of_their_own()
    {
        RetryRule.TryParse("F,1h,1m", out RetryRule? quick, out _).ShouldBeTrue();
        await using TestServer server = await TestServer.StartAsync();
        Func<MailDomain, RetryRule> usual = server.Accepted.Rules;
        server.Accepted.Rules = domain => domain.Value == "quick.example" ? quick! : usual(domain);
        server.Accepted.Destinations = static _ => "smarthost.example";
        await using ScriptedClient client = await server.GreetAsync();
        await client.TalkAsync("""
            C: MAIL FROM:<a@b.example>
            C: RCPT TO:<alice@dest.example>
            C: RCPT TO:<bob@quick.example>
            C: RCPT TO:<carol@dest.example>
            C: RCPT TO:<dave@other.example>
            C: DATA
            S: 250 *
            S: 250 *
            S: 250 *
            S: 250 *
            S: 250 *
            S: 354 *
            C: x
            C: .
            S: 250 *
            """);
        server.Accepted.Offered.Select(static one => string.Join(' ', one.Entry.Recipients.Select(static recipient => recipient.Mailbox.LocalPart)))
            .ShouldBe(["bob", "alice carol dave"], ignoreOrder: true);
    }

    [Fact]
    public async Task A_null_reverse_path_is_told_of_no_delay_and_so_not_looked_at_for_one()
    {
        await using TestServer server = await TestServer.StartAsync();
        await using ScriptedClient client = await server.GreetAsync();
        await client.TalkAsync("""
            C: MAIL FROM:<>
            C: RCPT TO:<bob@dest.example>
            C: DATA
            S: 250 *
            S: 250 *
            S: 354 *
            C: x
            C: .
            S: 250 *
            """);
        QueueEntry entry = server.Accepted.Offered.ShouldHaveSingleItem().Entry;
        (entry.ReviewAt - entry.DueAt).ShouldBe(TimeSpan.FromDays(5));
    }
}
