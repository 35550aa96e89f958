using Relay.Core.Expansion;
using Relay.Sdk.Events;
using Relay.Sdk.Lists;
using Relay.Sdk.Replies;
using Relay.Sdk.Testing.Clients;
using Relay.TestKit.Sessions;

namespace Relay.Core.Tests.Sessions;

public sealed class PipeliningTests
{
    [Fact]
    public async Task Refused_recipients_in_a_batch_do_not_stop_the_others()
    {
        await using TestServer server = await TestServer.StartAsync(new()
        {
            RelayFromHosts = HostList.None,
            RelayToDomains = ListParser.Domains("dest.example")
        });
        await using ScriptedClient client = await server.GreetAsync();
        await client.TalkAsync("""
            C: MAIL FROM:<alice@sender.example>
            C: RCPT TO:<one@elsewhere.example>
            C: RCPT TO:<two@dest.example>
            C: RCPT TO:<broken
            C: DATA
            S: 250 2.1.0 *
            S: 550 5.7.1 *
            S: 250 2.1.5 *
            S: 501 5.1.3 *
            S: 354 *
            C: x
            C: .
            S: 250 2.0.0 *
            """);
        server.Spool.Messages.ShouldHaveSingleItem().Recipients.ShouldBe(["two@dest.example"]);
    }

    [Fact]
    public async Task With_all_recipients_refused_DATA_is_refused_and_the_session_goes_on()
    {
        await using TestServer server = await TestServer.StartAsync(new()
        {
            RelayFromHosts = HostList.None,
            RelayToDomains = ListParser.Domains("dest.example")
        });
        await using ScriptedClient client = await server.GreetAsync();
        await client.TalkAsync("""
            C: MAIL FROM:<alice@sender.example>
            C: RCPT TO:<one@elsewhere.example>
            C: DATA
            C: RSET
            C: MAIL FROM:<alice@sender.example>
            C: RCPT TO:<two@dest.example>
            C: DATA
            S: 250 *
            S: 550 *
            S: 554 5.5.1 *
            S: 250 *
            S: 250 *
            S: 250 *
            S: 354 *
            C: x
            C: .
            C: QUIT
            S: 250 *
            S: 221 *
            """);
        server.Spool.Messages.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_transaction_refused_at_MAIL_refuses_the_rest_of_its_batch()
    {
        ScriptedHandlers handlers = new ScriptedHandlers().On<SenderOffered>(_ => Verdict.Reject(new SmtpReply(550, "5.7.1", "not you")));
        await using TestServer server = await TestServer.StartAsync(handlers: handlers);
        await using ScriptedClient client = await server.GreetAsync();
        await client.TalkAsync("""
            C: MAIL FROM:<alice@sender.example>
            C: RCPT TO:<two@dest.example>
            C: DATA
            C: NOOP
            S: 550 5.7.1 not you
            S: 503 *
            S: 503 *
            S: 250 *
            """);
    }

    [Fact]
    public async Task What_was_pipelined_behind_a_refused_MAIL_is_no_error_until_the_next_MAIL_or_RSET()
    {
        await using TestServer server = await TestServer.StartAsync(new() { MaxMessageOctets = 2000, MaxErrors = 2 });
        await using ScriptedClient client = await server.GreetAsync();
        for (int round = 0; round < 2; round++)
        {
            await client.SendAsync(
                $"MAIL FROM:<a@b.example> SIZE=2001\r\n{string.Concat(Enumerable.Repeat("RCPT TO:<c@d.example>\r\n", 30))}DATA\r\n");
            await client.ExpectAsync("552 5.3.4 *");
            for (int i = 0; i < 31; i++)
                await client.ExpectAsync("503 5.5.1 *");
        }

        (await client.SendMessageAsync("x")).ShouldStartWith("250");
        await client.AskAsync("MAIL FROM:<a@b.example> SIZE=2001");
        await client.AskAsync("RSET");
        for (int i = 0; i < 3; i++)
            (await client.AskAsync("RCPT TO:<c@d.example>")).ShouldStartWith("503");
        await client.ExpectAsync("421 4.7.0 *");
    }

    [Fact]
    public async Task A_conversation_sent_octet_by_octet_is_the_same()
    {
        await using TestServer server = await TestServer.StartAsync();
        await using ScriptedClient client = await server.GreetAsync();
        foreach (char octet in "MAIL FROM:<a@b.example>\r\nRCPT TO:<c@d.example>\r\nDATA\r\n")
            await client.SendAsync(octet.ToString());
        await client.TalkAsync("""
            S: 250 *
            S: 250 *
            S: 354 *
            """);
        foreach (char octet in "Subject: x\r\n\r\n..dot\r\nend\r\n.\r\n")
            await client.SendAsync(octet.ToString());
        await client.ExpectAsync("250 2.0.0 *");
        server.Spool.Messages.ShouldHaveSingleItem().Sent.ShouldEndWith("Subject: x\r\n\r\n.dot\r\nend\r\n");
    }

    [Fact]
    public async Task A_thousand_commands_in_one_batch_are_answered_in_order()
    {
        await using TestServer server = await TestServer.StartAsync();
        await using ScriptedClient client = await server.GreetAsync();
        Task sending = client.SendAsync(string.Concat(Enumerable.Range(0, 1000).Select(i => i % 2 == 0 ? "NOOP\r\n" : "VRFY x\r\n")));
        for (int i = 0; i < 1000; i++)
            await client.ExpectAsync(i % 2 == 0 ? "250 *" : "252 *");
        await sending;
    }
}
