using Relay.Sdk.Events;
using Relay.Sdk.Filters;
using Relay.Sdk.Lists;
using Relay.Sdk.Mail;
using Relay.Sdk.Replies;
using Relay.Sdk.Testing.Clients;
using Relay.Sdk.Testing.Spool;
using Relay.TestKit.Sessions;

namespace Relay.Core.Tests.Sessions;

public sealed class FilterTests
{
    private const string Message = "Subject: one\r\nX-Old: a\r\n folded\r\nsubject : two\r\nX-Old: b\r\n\r\nbody\r\n.\r\n";

    [Fact]
    public async Task Header_fields_are_added_below_Received_and_removed_with_their_folds()
    {
        MemoryMessage message = await FilterAsync(
            new MessageEdit.RemoveHeader("x-old"), new MessageEdit.AddHeader("X-New", "first"), new MessageEdit.AddHeader("X-Newer", "second"));
        message.Sent.ShouldBe("X-Newer: second\r\nX-New: first\r\nSubject: one\r\nsubject : two\r\n\r\nbody\r\n.\r\n");
        message.Received.ShouldContain($" id {message.Message.Id} ");
        message.Message.LengthOctets.ShouldBe(message.Content.Length);
    }

    [Fact]
    public async Task All_fields_of_a_name_go_and_the_relays_own_Received_stays()
    {
        MemoryMessage message = await FilterAsync(new MessageEdit.RemoveHeader("Subject"), new MessageEdit.RemoveHeader("Received"));
        message.Sent.ShouldBe("X-Old: a\r\n folded\r\nX-Old: b\r\n\r\nbody\r\n.\r\n");
        message.Received.ShouldStartWith("Received: from client.example ");
    }

    [Fact]
    public async Task A_long_value_is_folded_and_one_beyond_ASCII_encoded()
    {
        string words = string.Join(' ', Enumerable.Repeat("word", 40));
        MemoryMessage message = await FilterAsync(new MessageEdit.AddHeader("X-Long", words),
            new MessageEdit.AddHeader("X-Name", "Jörg " + new string('ü', 60)));
        string[] lines = message.Sent.Split("\r\n");
        lines.ShouldAllBe(line => line.Length <= 78);
        message.Sent.Replace("\r\n ", " ", StringComparison.Ordinal).ShouldContain($"X-Long: {words}\r\n");
        message.Sent.ShouldContain("X-Name: =?UTF-8?B?");
        message.Sent.ShouldNotContain("ü");
    }

    [Fact]
    public async Task The_envelope_can_be_edited_without_touching_the_content()
    {
        MemoryMessage message = await FilterAsync(
            new MessageEdit.SetReversePath(ReversePath.Null),
            new MessageEdit.AddRecipient(new EnvelopeRecipient { Mailbox = Mailbox.Parse("archive@dest.example") }),
            new MessageEdit.AddRecipient(new EnvelopeRecipient { Mailbox = Mailbox.Parse("archive@dest.example") }),
            new MessageEdit.RemoveRecipient(Mailbox.Parse("bob@DEST.example")));
        message.Sent.ShouldBe(Message);
        message.Message.ReversePath.IsNull.ShouldBeTrue();
        message.Recipients.ShouldBe(["archive@dest.example"]);
    }

    [Fact]
    public async Task A_later_filter_sees_what_an_earlier_one_made()
    {
        string seen = "";
        var handlers = new ScriptedHandlers
        {
            Filters =
            [
                new Filter(_ => FilterResult.Edit(new MessageEdit.AddHeader("X-First", "1"), new MessageEdit.SetReversePath(ReversePath.Null))),
                new Filter(offered =>
                {
                    offered.Envelope.ReversePath.IsNull.ShouldBeTrue();
                    seen = Read(offered.Content);
                    offered.Content.LengthOctets.ShouldBe(seen.Length);
                    return FilterResult.Edit(new MessageEdit.RemoveHeader("X-First"), new MessageEdit.AddHeader("X-Second", "2"));
                }),
            ],
        };
        handlers.On<MessageOffered>(offered =>
        {
            Read(offered.Content).ShouldContain("X-Second: 2");
            return Verdict.Continue;
        });
        await using TestServer server = await TestServer.StartAsync(new() { RelayToDomains = DomainList.Any, RelayFromHosts = HostList.None },
            handlers: handlers);
        await using ScriptedClient client = await server.GreetAsync();
        (await client.SendMessageAsync("x: y\r\n\r\nbody")).ShouldStartWith("250");
        seen.ShouldContain("\r\nX-First: 1\r\nx: y\r\n\r\nbody\r\n");
        server.Spool.Messages.ShouldHaveSingleItem().Sent.ShouldBe("X-Second: 2\r\nx: y\r\n\r\nbody\r\n");
        server.Spool.Drafts[0].IsDropped.ShouldBeTrue();
    }

    [Fact]
    public async Task A_message_left_without_recipients_is_accepted_and_dropped()
    {
        await using TestServer server = await StartAsync(new MessageEdit.RemoveRecipient(Mailbox.Parse("bob@dest.example")));
        await using ScriptedClient client = await server.GreetAsync();
        (await client.SendMessageAsync("x")).ShouldStartWith("250 2.0.0");
        server.Spool.Messages.ShouldBeEmpty();
        server.Spool.Drafts.ShouldHaveSingleItem().IsDropped.ShouldBeTrue();
    }

    [Fact]
    public async Task An_edit_that_cannot_stand_in_a_header_defers_the_message()
    {
        await using TestServer server = await StartAsync(new MessageEdit.AddHeader("X-A", new string('x', 1000)));
        await using ScriptedClient client = await server.GreetAsync();
        (await client.SendMessageAsync("x")).ShouldStartWith("451 4.3.0");
        server.Spool.Messages.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_refusal_of_a_filter_is_the_reply()
    {
        var handlers = new ScriptedHandlers { Filters = [new Filter(_ => FilterResult.Refuse(Verdict.Reject(new SmtpReply(554, "5.7.1", "no"))))] };
        await using TestServer server = await TestServer.StartAsync(handlers: handlers);
        await using ScriptedClient client = await server.GreetAsync();
        (await client.SendMessageAsync("x")).ShouldBe("554 5.7.1 no");
        server.Spool.Messages.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_id_that_a_filter_is_told_is_that_of_the_message_in_the_queue_also_after_an_edit()
    {
        var told = new List<MessageId>();
        var handlers = new ScriptedHandlers
        {
            Filters =
            [
                new Filter(offered =>
                {
                    told.Add(offered.MessageId);
                    return FilterResult.Edit([new MessageEdit.AddHeader("X-Id", offered.MessageId.ToString())]);
                }),
            ],
        };
        await using TestServer server = await TestServer.StartAsync(new() { RelayToDomains = DomainList.Any, RelayFromHosts = HostList.None },
            handlers: handlers);
        await using ScriptedClient client = await server.GreetAsync();
        string reply = await client.SendMessageAsync("x");
        MessageId id = server.Spool.Messages.ShouldHaveSingleItem().Message.Id;
        told.ShouldHaveSingleItem().ShouldBe(id);
        reply.ShouldContain(id.ToString());
        server.Spool.Messages[0].Received.ShouldContain($" id {id} ");
    }

    [Fact]
    public async Task A_large_body_is_carried_over_whole()
    {
        await using TestServer server = await StartAsync(new MessageEdit.AddHeader("X-New", "1"));
        await using ScriptedClient client = await server.GreetAsync();
        string body = string.Concat(Enumerable.Range(0, 20_000).Select(i => $"line {i}\r\n"));
        (await client.SendMessageAsync("x: y\r\n\r\n" + body + "end")).ShouldStartWith("250");
        server.Spool.Messages.ShouldHaveSingleItem().Sent.ShouldEndWith("X-New: 1\r\nx: y\r\n\r\n" + body + "end\r\n");
    }

    private static async Task<MemoryMessage> FilterAsync(params MessageEdit[] edits)
    {
        await using TestServer server = await StartAsync(edits);
        await using ScriptedClient client = await server.GreetAsync();
        (await client.SendChunkAsync(Message)).ShouldStartWith("250 2.0.0");
        return server.Spool.Messages.ShouldHaveSingleItem();
    }

    private static Task<TestServer> StartAsync(params MessageEdit[] edits) => TestServer.StartAsync(
        new() { RelayToDomains = DomainList.Any, RelayFromHosts = HostList.None },
        handlers: new ScriptedHandlers { Filters = [new Filter(_ => FilterResult.Edit(edits))] });

    private static string Read(IMessageContent content)
    {
        using var stream = new MemoryStream();
        content.OpenReadAsync(CancellationToken.None).AsTask().GetAwaiter().GetResult().CopyTo(stream);
        return System.Text.Encoding.Latin1.GetString(stream.ToArray());
    }

    private sealed class Filter(Func<MessageOffered, FilterResult> answer) : IMessageFilter
    {
        public ValueTask<FilterResult> FilterAsync(MessageOffered message, CancellationToken cancellationToken) =>
            ValueTask.FromResult(answer(message));
    }
}
