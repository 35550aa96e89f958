using Relay.Core.Expansion;
using Relay.Sdk.Events;
using Relay.Sdk.Lists;
using Relay.Sdk.Replies;
using Relay.Sdk.Testing.Clients;
using Relay.TestKit.Sessions;

namespace Relay.Core.Tests.Sessions;

public sealed class DecisionTests
{
    private static readonly SmtpReply Later = new(451, "4.7.1", "later");
    private static readonly SmtpReply Never = new(550, "5.7.1", "never");
    private static readonly SmtpReply Gone = new(421, "4.7.0", "go away");

    [Fact]
    public async Task A_refused_client_gets_the_refusal_as_greeting_and_then_only_QUIT()
    {
        ScriptedHandlers handlers = new ScriptedHandlers().On<ClientConnected>(_ => Verdict.Reject(new SmtpReply(554, "5.7.1", "not here")));
        await using TestServer server = await TestServer.StartAsync(handlers: handlers);
        await using ScriptedClient client = await server.ConnectAsync();
        await client.TalkAsync("""
            S: 554 5.7.1 not here
            C: EHLO c.example
            S: 503 5.5.1 *
            C: QUIT
            S: 221 *
            """);
        await client.ExpectCloseAsync();
    }

    [Theory]
    [InlineData("connect")]
    [InlineData("helo")]
    [InlineData("mail")]
    [InlineData("rcpt")]
    [InlineData("data")]
    public async Task Disconnect_says_its_reply_and_closes(string where)
    {
        Verdict verdict = Verdict.Disconnect(Gone);
        var handlers = new ScriptedHandlers();
        _ = where switch
        {
            "connect" => handlers.On<ClientConnected>(_ => verdict),
            "helo" => handlers.On<HeloOffered>(_ => verdict),
            "mail" => handlers.On<SenderOffered>(_ => verdict),
            "rcpt" => handlers.On<RecipientOffered>(_ => verdict),
            _ => handlers.On<MessageOffered>(_ => verdict),
        };
        await using TestServer server = await TestServer.StartAsync(handlers: handlers);
        await using ScriptedClient client = await server.ConnectAsync();
        string[] script = ["EHLO c.example", "MAIL FROM:<a@b.example>", "RCPT TO:<c@d.example>", "DATA", "x\r\n.", "NOOP"];
        string reply = await client.ReadReplyAsync();
        for (int i = 0; reply[0] != '4'; i++)
            reply = await client.AskAsync(script[i]);
        reply.ShouldBe("421 4.7.0 go away");
        await client.ExpectCloseAsync();
        server.Spool.Messages.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_refused_HELO_leaves_the_session_where_it_was()
    {
        bool refuse = true;
        ScriptedHandlers handlers = new ScriptedHandlers().On<HeloOffered>(_ => refuse ? Verdict.Reject(Never) : Verdict.Continue);
        await using TestServer server = await TestServer.StartAsync(handlers: handlers);
        await using ScriptedClient client = await server.ConnectAsync();
        await client.ExpectAsync("220 *");
        (await client.AskAsync("EHLO c.example")).ShouldBe("550 5.7.1 never");
        (await client.AskAsync("MAIL FROM:<a@b.example>")).ShouldStartWith("503");
        refuse = false;
        (await client.AskAsync("HELO c.example")).ShouldStartWith("250");
        handlers.Moments.OfType<HeloOffered>().Select(moment => (moment.Client.Helo, moment.Extended))
            .ShouldBe([("c.example", true), ("c.example", false)]);
    }

    [Fact]
    public async Task A_refused_sender_can_be_followed_by_another()
    {
        ScriptedHandlers handlers = new ScriptedHandlers().On<SenderOffered>(
            offered => offered.Envelope.ReversePath.ToString() == "bad@b.example" ? Verdict.Defer(Later) : Verdict.Continue);
        await using TestServer server = await TestServer.StartAsync(handlers: handlers);
        await using ScriptedClient client = await server.GreetAsync();
        await client.TalkAsync("""
            C: MAIL FROM:<bad@b.example>
            S: 451 4.7.1 later
            C: MAIL FROM:<good@b.example> SIZE=7
            S: 250 *
            """);
        handlers.Moments.OfType<SenderOffered>().Last().Envelope.DeclaredSizeOctets.ShouldBe(7);
    }

    [Fact]
    public async Task Plugins_are_asked_about_recipients_that_the_relay_itself_would_take()
    {
        ScriptedHandlers handlers = new ScriptedHandlers().On<RecipientOffered>(
            offered => offered.AcceptedCount == 1 ? Verdict.Defer(Later) : Verdict.Continue);
        await using TestServer server = await TestServer.StartAsync(new()
        {
            RelayFromHosts = HostList.None,
            RelayToDomains = ListParser.Domains("dest.example")
        }, handlers: handlers);
        await using ScriptedClient client = await server.GreetAsync();
        await client.TalkAsync("""
            C: MAIL FROM:<a@b.example>
            C: RCPT TO:<x@elsewhere.example>
            C: RCPT TO:<one@dest.example>
            C: RCPT TO:<two@dest.example>
            S: 250 *
            S: 550 5.7.1 Relaying denied
            S: 250 *
            S: 451 4.7.1 later
            """);
        handlers.Moments.OfType<RecipientOffered>().Select(moment => moment.Recipient.Mailbox.ToString())
            .ShouldBe(["one@dest.example", "two@dest.example"]);
    }

    [Fact]
    public async Task A_message_can_be_judged_by_its_content()
    {
        ScriptedHandlers handlers = new ScriptedHandlers().On<MessageOffered>(async (offered, cancellationToken) =>
        {
            await using Stream stream = await offered.Content.OpenReadAsync(cancellationToken);
            string text = await new StreamReader(stream).ReadToEndAsync(cancellationToken);
            offered.Content.LengthOctets.ShouldBe(text.Length);
            return text.Contains("spam", StringComparison.Ordinal) ? Verdict.Reject(Never) : Verdict.Continue;
        });
        await using TestServer server = await TestServer.StartAsync(handlers: handlers);
        await using ScriptedClient client = await server.GreetAsync();
        (await client.SendMessageAsync("x: y\r\n\r\nspam")).ShouldBe("550 5.7.1 never");
        (await client.SendMessageAsync("x: y\r\n\r\nham")).ShouldStartWith("250");
        MessageOffered offered = handlers.Moments.OfType<MessageOffered>().Last();
        offered.MessageId.ShouldBe(server.Spool.Messages.ShouldHaveSingleItem().Message.Id);
        offered.Client.Helo.ShouldBe("client.example");
        offered.Client.MayRelay.ShouldBeTrue();
        offered.Envelope.Recipients.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_fault_of_the_engine_ends_the_session_and_not_the_relay()
    {
        ScriptedHandlers handlers = new ScriptedHandlers().On<SenderOffered>(_ => throw new InvalidOperationException("broken"));
        await using TestServer server = await TestServer.StartAsync(handlers: handlers);
        await using ScriptedClient client = await server.GreetAsync();
        (await client.AskAsync("MAIL FROM:<a@b.example>")).ShouldStartWith("421 4.3.0");
        await client.ExpectCloseAsync();
        await using ScriptedClient next = await server.GreetAsync();
    }

    [Fact]
    public async Task A_decision_hears_of_the_end_of_the_session()
    {
        var asked = new TaskCompletionSource();
        ScriptedHandlers handlers = new ScriptedHandlers().On<SenderOffered>(async (_, cancellationToken) =>
        {
            asked.SetResult();
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return Verdict.Continue;
        });
        await using TestServer server = await TestServer.StartAsync(handlers: handlers);
        await using ScriptedClient client = await server.GreetAsync();
        Task<string> reply = client.AskAsync("MAIL FROM:<a@b.example>");
        await asked.Task;
        await server.Server.StopAsync(TimeSpan.FromMilliseconds(1));
        (await reply).ShouldStartWith("421 4.3.2");
    }

    [Fact]
    public async Task A_queued_message_is_noticed_in_the_same_commit_when_somebody_observes()
    {
        ScriptedHandlers handlers = new ScriptedHandlers().Observing<MessageQueued>();
        await using TestServer server = await TestServer.StartAsync(handlers: handlers);
        await using ScriptedClient client = await server.GreetAsync();
        await client.SendMessageAsync("x");
        var queued = (MessageQueued)server.Spool.Notices.ShouldHaveSingleItem();
        queued.MessageId.ShouldBe(server.Spool.Messages[0].Message.Id);
        queued.ReversePath.ToString().ShouldBe("alice@sender.example");
        queued.Recipients.ShouldHaveSingleItem().ToString().ShouldBe("bob@dest.example");
        (queued.Origin!.Remote!.Address, queued.Origin.Helo, queued.Origin.AuthenticatedUser)
            .ShouldBe((System.Net.IPAddress.Loopback, "client.example", null));
        queued.SizeOctets.ShouldBe(server.Spool.Messages[0].Content.Length);
    }
}
