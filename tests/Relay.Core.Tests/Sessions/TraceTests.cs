using Microsoft.Extensions.Time.Testing;
using Relay.Core.Expansion;
using Relay.Core.Settings;
using Relay.Sdk.Lists;
using Relay.Sdk.Spool;
using Relay.Sdk.Testing;
using Relay.Sdk.Testing.Clients;
using Relay.Sdk.Testing.Spool;
using Relay.TestKit.Sessions;

namespace Relay.Core.Tests.Sessions;

/// <summary>What the relay writes into a message and about it.</summary>
public sealed class TraceTests
{
    private readonly FakeTimeProvider clock = new(new DateTimeOffset(2024, 2, 29, 12, 34, 56, TimeSpan.Zero));

    [Fact]
    public async Task The_Received_field_says_from_whom_by_whom_how_and_for_whom()
    {
        MemoryMessage message = await SendAsync("Date: x\r\nMessage-ID: <y>\r\n\r\nbody");
        message.Text.ShouldStartWith(
            $"Received: from client.example ([127.0.0.1])\r\n\tby mx1.relay.example with ESMTP id {message.Message.Id}\r\n\tfor " +
            "<bob@dest.example>;\r\n\tThu, 29 Feb 2024 12:34:56 +0000\r\nDate: x\r\n");
    }

    [Fact]
    public async Task With_several_recipients_none_is_named()
    {
        await using TestServer server = await TestServer.StartAsync(clock: clock);
        await using ScriptedClient client = await server.GreetAsync();
        await client.OpenAsync();
        await client.TalkAsync("""
            C: RCPT TO:<carol@dest.example>
            S: 250 *
            C: DATA
            S: 354 *
            C: x
            C: .
            S: 250 *
            """);
        server.Spool.Messages.ShouldHaveSingleItem().Received.ShouldNotContain(" for ");
    }

    [Theory]
    [InlineData("HELO client.example", "", " with SMTP id ")]
    [InlineData("EHLO client.example", "", " with ESMTP id ")]
    [InlineData("EHLO client.example", " SMTPUTF8", " with UTF8SMTP id ")]
    public async Task The_protocol_is_named_as_registered(string greeting, string parameter, string expected)
    {
        await using TestServer server = await TestServer.StartAsync(clock: clock);
        await using ScriptedClient client = await server.ConnectAsync();
        await client.ExpectAsync("220 *");
        await client.AskAsync(greeting);
        await client.AskAsync("MAIL FROM:<a@b.example>" + parameter);
        await client.AskAsync("RCPT TO:<bob@dest.example>");
        await client.AskAsync("DATA");
        await client.AskAsync("x\r\n.");
        server.Spool.Messages.ShouldHaveSingleItem().Received.ShouldContain(expected);
    }

    [Fact]
    public async Task A_submitted_message_gets_the_fields_that_it_lacks()
    {
        MemoryMessage message = await SendAsync("Subject: x\r\n\r\nbody");
        message.Sent.ShouldBe($"Date: Thu, 29 Feb 2024 12:34:56 +0000\r\nMessage-ID: <{message.Message.Id}@mx1.relay.example>\r\nSubject: " +
            "x\r\n\r\nbody\r\n");
    }

    [Fact]
    public async Task A_field_that_is_there_is_not_added()
    {
        (await SendAsync("Subject: x\r\nDATE: y\r\n\r\nMessage-ID: in the body")).Sent.ShouldStartWith("Message-ID: <");
        (await SendAsync("message-id:y\r\nSubject: x\r\n\r\nDate: in the body")).Sent.ShouldStartWith("Date: Thu, ");
        (await SendAsync("message-id: y\r\nDate: y")).Sent.ShouldBe("message-id: y\r\nDate: y\r\n");
    }

    [Theory]
    [InlineData("Hello, Bob\r\nDate: today\r\n\r\nMore")]
    [InlineData("Hello")]
    [InlineData(": x\r\n\r\nbody")]
    [InlineData("Hello: nothing\r\n\r\nbody", true)]
    [InlineData("X-A-Field-With-A-Name-That-Is-Longer-Than-Others : x\r\n\r\nbody", true)]
    [InlineData("\r\nbody", true)]
    public async Task Fields_that_are_added_to_a_bare_text_are_parted_from_it(string content, bool hasHeader = false)
    {
        MemoryMessage message = await SendAsync(content);
        message.Sent.ShouldBe(
            "Date: Thu, 29 Feb 2024 12:34:56 +0000\r\nMessage-ID: " +
            $"<{message.Message.Id}@mx1.relay.example>\r\n{(hasHeader ? "" : "\r\n")}{content}\r\n");
    }

    [Fact]
    public async Task A_relayed_message_is_not_touched()
    {
        MemoryMessage message = await SendAsync("Subject: x\r\n\r\nbody", relayFromHosts: "");
        message.Sent.ShouldBe("Subject: x\r\n\r\nbody\r\n");
    }

    [Theory]
    [InlineData(" first line\r\nsecond: line")]
    [InlineData("\tfirst line")]
    [InlineData("Hello, Bob\r\nDate: today\r\n\r\nMore")]
    [InlineData("From alice@sender.example Thu Feb 29\r\nSubject: x\r\n\r\nbody")]
    [InlineData("no line end")]
    [InlineData("\rx")]
    [InlineData("Hello: nothing\r\n\r\nbody", true)]
    [InlineData("\r\nbody", true)]
    public async Task A_strangers_text_without_header_section_is_parted_from_the_relays_field(string content, bool hasHeader = false)
    {
        foreach (bool chunked in (bool[])[false, true])
        {
            await using TestServer server = await TestServer.StartAsync(
                new() { RelayFromHosts = HostList.None, RelayToDomains = ListParser.Domains("dest.example"), LineEndings = LineEndings.AllowLegacy },
                clock: clock);
            await using ScriptedClient client = await server.GreetAsync();
            (await (chunked ? client.SendChunkAsync(content) : client.SendMessageAsync(content))).ShouldStartWith("250");
            server.Spool.Messages.ShouldHaveSingleItem().Sent.ShouldBe((hasHeader ? "" : "\r\n") + content + (chunked ? "" : "\r\n"));
        }
    }

    [Fact]
    public async Task A_strangers_text_that_arrives_octet_by_octet_is_parted_too()
    {
        await using TestServer server = await TestServer.StartAsync(new()
        {
            RelayFromHosts = HostList.None,
            RelayToDomains = ListParser.Domains("dest.example")
        }, clock: clock);
        await using ScriptedClient client = await server.GreetAsync();
        await client.OpenDataAsync();
        foreach (char octet in "Hello Bob\r\nx: y\r\n.\r\n")
            await client.SendAsync(octet.ToString());
        await client.ExpectAsync("250 *");
        server.Spool.Messages.ShouldHaveSingleItem().Sent.ShouldBe("\r\nHello Bob\r\nx: y\r\n");
    }

    [Fact]
    public async Task A_header_that_arrives_octet_by_octet_is_completed_too()
    {
        await using TestServer server = await TestServer.StartAsync(clock: clock);
        await using ScriptedClient client = await server.GreetAsync();
        await client.OpenDataAsync();
        foreach (char octet in "Subject: x\r\n\r\nbody\r\n.\r\n")
            await client.SendAsync(octet.ToString());
        await client.ExpectAsync("250 *");
        server.Spool.Messages.ShouldHaveSingleItem().Sent.ShouldEndWith("@mx1.relay.example>\r\nSubject: x\r\n\r\nbody\r\n");
    }

    [Fact]
    public async Task The_queue_record_says_when_and_what_is_owed()
    {
        MemoryMessage message = await SendAsync("x");
        message.Message.ReceivedAt.ShouldBe(clock.GetUtcNow());
        message.Message.Origin.ShouldBe("127.0.0.1 client.example");
        message.Entries.ShouldHaveSingleItem().DueAt.ShouldBe(clock.GetUtcNow());
        message.Entries[0].ReviewAt.ShouldBe(clock.GetUtcNow() + TimeSpan.FromHours(4));
    }

    [Fact]
    public async Task DSN_parameters_reach_the_queue()
    {
        await using TestServer server = await TestServer.StartAsync(clock: clock);
        await using ScriptedClient client = await server.GreetAsync();
        await client.TalkAsync("""
            C: MAIL FROM:<a@b.example> RET=HDRS ENVID=a+2Bb BODY=8BITMIME SMTPUTF8
            S: 250 *
            C: RCPT TO:<jörg@bücher.example> NOTIFY=SUCCESS,DELAY ORCPT=utf-8;jörg@bücher.example
            S: 250 *
            C: DATA
            S: 354 *
            C: x
            C: .
            S: 250 *
            """);
        MemoryMessage message = server.Spool.Messages.ShouldHaveSingleItem();
        (message.Message.Return, message.Message.EnvelopeId, message.Message.Body, message.Message.SmtpUtf8)
            .ShouldBe((Sdk.Mail.DsnReturn.Headers, "a+b", Sdk.Mail.BodyType.EightBitMime, true));
        QueuedRecipient recipient = message.Entries.ShouldHaveSingleItem().Recipients.ShouldHaveSingleItem();
        recipient.Notify.ShouldBe(Sdk.Mail.DsnNotify.Success | Sdk.Mail.DsnNotify.Delay);
        recipient.OriginalRecipient.ShouldBe("utf-8;jörg@bücher.example");
        recipient.Mailbox.ToString().ShouldBe("jörg@xn--bcher-kva.example");
    }

    [Fact]
    public async Task The_log_has_one_line_for_each_accepted_and_each_refused_message()
    {
        var log = new CapturedLog();
        await using TestServer server = await TestServer.StartAsync(clock: clock, loggers: log);
        await using ScriptedClient client = await server.GreetAsync();
        await client.SendMessageAsync("x");
        await client.SendMessageAsync("a\nb");
        string id = server.Spool.Messages.ShouldHaveSingleItem().Message.Id.ToString();
        log.Lines.Count(line => line.Contains($"message {id} accepted from 127.0.0.1 (client.example), sender <alice@sender.example>",
            StringComparison.Ordinal)).ShouldBe(1);
        log.Lines.Count(line => line.Contains("refused by relay: 550 5.6.11", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public async Task The_log_has_one_line_for_each_refused_recipient()
    {
        var log = new CapturedLog();
        await using TestServer server = await TestServer.StartAsync(new() { RelayFromHosts = HostList.None }, clock: clock, loggers: log);
        await using ScriptedClient client = await server.GreetAsync();
        await client.AskAsync("MAIL FROM:<a@b.example>");
        (await client.AskAsync("RCPT TO:<bob@dest.example>")).ShouldStartWith("550");
        log.Lines.Count(line => line.Contains("127.0.0.1 (client.example) refused at RCPT <bob@dest.example> by relay: 550 5.7.1",
            StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public async Task The_log_says_why_mail_was_not_taken_wherever_it_was_refused()
    {
        var log = new CapturedLog();
        var accept = new AcceptSettings { MaxMessageOctets = 2000, MaxRecipients = 1, MaxErrors = 1, MaxMessagesPerSession = 3 };
        await using TestServer server = await TestServer.StartAsync(accept, clock: clock, loggers: log);
        await using (ScriptedClient client = await server.GreetAsync())
        {
            await client.AskAsync("MAIL FROM:<a@b.example> SIZE=2001");
            server.Spool.HasRoom = false;
            await client.AskAsync("MAIL FROM:<a@b.example>");
            server.Spool.HasRoom = true;
            await client.OpenAsync();
            await client.AskAsync("RCPT TO:<more@dest.example>");
            server.Spool.HasRoom = false;
            await client.AskAsync("DATA");
            server.Spool.HasRoom = true;
            await client.OpenAsync();
            server.Spool.HasRoom = false;
            await client.AskAsync("BDAT 0");
            server.Spool.HasRoom = true;
            await client.OpenAsync();
            await client.SendAsync($"BDAT 2001\r\n{new string('x', 2001)}");
            await client.ExpectAsync("552 5.3.4 *");
            await client.AskAsync("MAIL FROM:<a@b.example>");
            await client.ExpectCloseAsync();
        }

        await using (ScriptedClient client = await server.GreetAsync())
        {
            await client.AskAsync("FOO");
            await client.AskAsync("FOO");
            await client.ExpectAsync("421 4.7.0 *");
        }

        foreach (string refused in (string[])
            [
                "at MAIL <a@b.example> by relay: 552 5.3.4", "at MAIL <a@b.example> by relay: 452 4.3.1",
                    "at RCPT <more@dest.example> by relay: 452 4.5.3",
                "at DATA <alice@sender.example> by relay: 452 4.3.1", "at BDAT <alice@sender.example> by relay: 452 4.3.1",
                "at MAIL <> by relay: 421 4.7.0", "at limit <> by relay: 421 4.7.0",
            ])
            log.Lines.Count(line => line.Contains($"127.0.0.1 (client.example) refused {refused}", StringComparison.Ordinal)).ShouldBe(1, refused);
        log.Lines.Count(line => line.Contains("sender <alice@sender.example>, 0 octets, refused by relay: 552 5.3.4", StringComparison.Ordinal))
            .ShouldBe(1);
    }

    [Fact]
    public async Task A_client_that_is_refused_without_end_does_not_fill_the_log()
    {
        var log = new CapturedLog();
        var accept = new AcceptSettings { MaxMessageOctets = 2000, MaxRecipients = 1 };
        await using TestServer server = await TestServer.StartAsync(accept, clock: clock, loggers: log);
        await using ScriptedClient client = await server.GreetAsync();
        for (int i = 0; i < 60; i++)
            await client.AskAsync("MAIL FROM:<a@b.example> SIZE=2001");
        await client.OpenAsync();
        for (int i = 0; i < 60; i++)
            await client.AskAsync("RCPT TO:<more@dest.example>");
        Lines("refused at ").ShouldBe(100);
        Lines("refused 100 times without a message in between").ShouldBe(1);

        await client.AskAsync("RSET");
        await client.SendMessageAsync("x");
        await client.AskAsync("MAIL FROM:<a@b.example> SIZE=2002");
        Lines("refused at MAIL").ShouldBe(61, "after an accepted message");

        int Lines(string text) => log.Lines.Count(line => line.Contains(text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_log_names_clients_that_talk_early_and_those_that_had_to_log_in()
    {
        var log = new CapturedLog();
        await using TestServer server = await TestServer.StartAsync(new() { EarlyTalkerDelay = 5000 }, new() { Auth = ListenerAuth.Required },
            clock: clock, loggers: log);
        await using ScriptedClient early = await server.ConnectAsync();
        await early.SendAsync("EHLO spam.example\r\n");
        await clock.AdvanceUntilAsync(early.ExpectAsync("554 5.5.1 *"), TimeSpan.FromSeconds(6));
        await using ScriptedClient client = await server.ConnectAsync();
        await clock.AdvanceUntilAsync(client.ExpectAsync("220 *"), TimeSpan.FromSeconds(6));
        await client.AskAsync("EHLO client.example");
        (await client.AskAsync("MAIL FROM:<a@b.example>")).ShouldStartWith("530 5.7.0");
        log.Lines.ShouldContain(line => line.Contains("127.0.0.1 (-) refused at connect <> by relay: 554 5.5.1", StringComparison.Ordinal));
        log.Lines.ShouldContain(line => line.Contains("127.0.0.1 (client.example) refused at MAIL <> by relay: 530 5.7.0", StringComparison.Ordinal));
    }

    private async Task<MemoryMessage> SendAsync(string content, string relayFromHosts = "127.0.0.1")
    {
        await using TestServer server = await TestServer.StartAsync(new()
        {
            RelayToDomains = DomainList.Any,
            RelayFromHosts = ListParser.Hosts(relayFromHosts)
        }, clock: clock);
        await using ScriptedClient client = await server.GreetAsync();
        (await client.SendMessageAsync(content)).ShouldStartWith("250");
        return server.Spool.Messages.ShouldHaveSingleItem();
    }
}
