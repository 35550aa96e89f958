using Relay.Core.Settings;
using Relay.Sdk.Lists;
using Relay.Sdk.Mail;
using Relay.Sdk.Testing.Clients;
using Relay.TestKit.Sessions;

namespace Relay.Core.Tests.Sessions;

public sealed class ChunkingTests
{
    [Fact]
    public async Task Chunks_make_one_message_and_dots_are_not_touched()
    {
        await using TestServer server = await TestServer.StartAsync();
        await using ScriptedClient client = await server.GreetAsync();
        await client.OpenAsync();
        await client.SendAsync("BDAT 11\r\nSubject: x\r");
        await client.ExpectAsync("250 2.0.0 Chunk received");
        await client.SendAsync("BDAT 0\r\nBDAT 10\r\n\n\r\n.\r\n..a\r");
        await client.ExpectAsync("250 *");
        await client.ExpectAsync("250 *");
        await client.SendAsync("BDAT 1 LAST\r\n\n");
        await client.ExpectAsync("250 2.0.0 Queued as *");
        server.Spool.Messages.ShouldHaveSingleItem().Sent.ShouldEndWith("Subject: x\r\n\r\n.\r\n..a\r\n");
    }

    [Fact]
    public async Task A_whole_transaction_in_one_packet_is_taken()
    {
        await using TestServer server = await TestServer.StartAsync();
        await using ScriptedClient client = await server.GreetAsync();
        await client.SendAsync("MAIL FROM:<a@b.example>\r\nRCPT TO:<c@d.example>\r\nBDAT 5\r\nx: y\rBDAT 1 LAST\r\n\nQUIT\r\n");
        foreach (string reply in new[] { "250 2.1.0 *", "250 2.1.5 *", "250 2.0.0 Chunk *", "250 2.0.0 Queued *", "221 *" })
            await client.ExpectAsync(reply);
    }

    [Fact]
    public async Task An_empty_last_chunk_ends_the_message()
    {
        await using TestServer server = await TestServer.StartAsync();
        await using ScriptedClient client = await server.GreetAsync();
        await client.OpenAsync();
        await client.SendAsync("BDAT 6\r\nx: y\r\nBDAT 0 LAST\r\n");
        await client.ExpectAsync("250 *");
        await client.ExpectAsync("250 2.0.0 Queued *");
        await client.TalkAsync("""
            C: BDAT 0 LAST
            S: 503 *
            """);
    }

    [Fact]
    public async Task A_message_of_one_empty_chunk_is_a_message()
    {
        await using TestServer server = await TestServer.StartAsync();
        await using ScriptedClient client = await server.GreetAsync();
        (await client.SendChunkAsync("")).ShouldStartWith("250 2.0.0 Queued");
    }

    [Fact]
    public async Task The_octets_of_a_refused_chunk_are_no_commands()
    {
        await using TestServer server = await TestServer.StartAsync();
        await using ScriptedClient client = await server.GreetAsync();
        await client.SendAsync("BDAT 6 LAST\r\nQUIT\r\n");
        await client.TalkAsync("""
            S: 503 5.5.1 *
            C: NOOP
            S: 250 *
            """);
    }

    [Fact]
    public async Task With_all_recipients_refused_the_chunks_are_dropped()
    {
        await using TestServer server = await TestServer.StartAsync(new() { RelayFromHosts = HostList.None });
        await using ScriptedClient client = await server.GreetAsync();
        await client.SendAsync("MAIL FROM:<a@b.example>\r\nRCPT TO:<c@d.example>\r\nBDAT 6\r\nQUIT\r\nBDAT 6 LAST\r\nRSET\r\nNOOP\r\n");
        foreach (string reply in new[] { "250 2.1.0 *", "550 *", "554 5.5.1 *", "503 *", "250 2.0.0 OK" })
            await client.ExpectAsync(reply);
        server.Spool.Drafts.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_chunk_larger_than_allowed_is_read_and_refused_and_the_rest_of_the_message_with_it()
    {
        await using TestServer server = await TestServer.StartAsync(new() { MaxMessageOctets = 2000 });
        await using ScriptedClient client = await server.GreetAsync();
        await client.OpenAsync();
        await client.SendAsync($"BDAT 1500\r\n{new string('a', 1500)}BDAT 501\r\n{new string('b', 501)}BDAT 5 LAST\r\nQUIT\n");
        await client.ExpectAsync("250 *");
        await client.ExpectAsync("552 5.3.4 *");
        await client.ExpectAsync("503 *");
        (await client.SendChunkAsync("x: y\r\n")).ShouldStartWith("250 2.0.0 Queued");
    }

    [Fact]
    public async Task A_chunk_of_unknown_size_ends_the_session()
    {
        await using TestServer server = await TestServer.StartAsync();
        foreach (string size in new[] { "", "x", "-1", "99999999999999999999", "5 MORE" })
        {
            await using ScriptedClient client = await server.GreetAsync();
            await client.OpenAsync();
            (await client.AskAsync($"BDAT {size}")).ShouldStartWith("501 5.5.4");
            await client.ExpectCloseAsync();
        }
    }

    [Theory]
    [InlineData("BDAT 1\u00015 LAST\r\n")]
    [InlineData("bdat 15\rLAST\r\n")]
    [InlineData("BDAT 15 LAST\n")]
    [InlineData("BDAT 15 *\r\n")]
    public async Task What_follows_a_BDAT_line_that_cannot_be_read_is_no_command(string line)
    {
        await using TestServer server = await TestServer.StartAsync();
        await using ScriptedClient client = await server.GreetAsync();
        await client.OpenAsync();
        await client.SendAsync(line.Replace("*", new string('9', 20_000), StringComparison.Ordinal) + "RSET\r\nHELP\r\nNOOP\r\n");
        await client.ExpectAsync("501 5.5.4 *");
        await client.ExpectCloseAsync();
    }

    [Fact]
    public async Task Chunks_behind_a_failed_one_are_no_errors()
    {
        await using TestServer server = await TestServer.StartAsync(new() { MaxMessageOctets = 2000, MaxErrors = 2 });
        await using ScriptedClient client = await server.GreetAsync();
        await client.OpenAsync();
        await client.SendAsync($"BDAT 2001\r\n{new string('a', 2001)}{string.Concat(Enumerable.Repeat("BDAT 5\r\nQUIT\n", 30))}");
        await client.ExpectAsync("552 5.3.4 *");
        for (int i = 0; i < 30; i++)
            await client.ExpectAsync("503 5.5.1 *");
        (await client.SendChunkAsync("x: y\r\n")).ShouldStartWith("250 2.0.0 Queued");
    }

    [Fact]
    public async Task Chunks_without_a_transaction_are_errors()
    {
        await using TestServer server = await TestServer.StartAsync(new() { MaxErrors = 2 });
        await using ScriptedClient client = await server.GreetAsync();
        await client.SendAsync("BDAT 1\r\nxBDAT 1\r\nxBDAT 1\r\nx");
        for (int i = 0; i < 3; i++)
            await client.ExpectAsync("503 5.5.1 *");
        await client.ExpectAsync("421 4.7.0 *");
    }

    [Fact]
    public async Task RSET_between_chunks_drops_the_message()
    {
        await using TestServer server = await TestServer.StartAsync();
        await using ScriptedClient client = await server.GreetAsync();
        await client.OpenAsync();
        await client.SendAsync("BDAT 4\r\nabcdRSET\r\n");
        await client.ExpectAsync("250 *");
        await client.ExpectAsync("250 2.0.0 OK");
        (await client.SendMessageAsync("x: new")).ShouldStartWith("250 2.0.0 Queued");
        server.Spool.Messages.ShouldHaveSingleItem().Sent.ShouldNotContain("abcd");
        server.Spool.Drafts[0].IsDropped.ShouldBeTrue();
    }

    [Fact]
    public async Task BINARYMIME_is_refused_until_the_feature_is_on()
    {
        await using TestServer server = await TestServer.StartAsync();
        await using ScriptedClient client = await server.GreetAsync();
        (await client.AskAsync("MAIL FROM:<a@b.example> BODY=BINARYMIME")).ShouldStartWith("555");
    }

    [Fact]
    public async Task BINARYMIME_takes_any_octets_in_chunks_and_not_with_DATA()
    {
        await using TestServer server = await TestServer.StartAsync(features: new HostFeatures([HostFeatures.BinaryMime]));
        await using ScriptedClient client = await server.ConnectAsync();
        await client.ExpectAsync("220 *");
        (await client.AskAsync("EHLO c.example")).ShouldContain("BINARYMIME");
        await client.TalkAsync("""
            C: MAIL FROM:<a@b.example> BODY=BINARYMIME
            S: 250 *
            C: RCPT TO:<c@d.example>
            S: 250 *
            C: DATA
            S: 503 *
            """);
        string content = "x: y\r\n\r\n\0\n.\n\r.\r\u00ff";
        await client.SendAsync($"BDAT {content.Length} LAST\r\n{content}");
        await client.ExpectAsync("250 2.0.0 Queued *");
        server.Spool.Messages.ShouldHaveSingleItem().Sent.ShouldEndWith(content);
        server.Spool.Messages[0].Message.Body.ShouldBe(BodyType.BinaryMime);
    }

    [Fact]
    public async Task A_client_that_leaves_within_a_chunk_leaves_nothing_behind()
    {
        await using TestServer server = await TestServer.StartAsync();
        ScriptedClient client = await server.GreetAsync();
        await client.OpenAsync();
        await client.SendAsync("BDAT 100\r\nabc");
        await client.DisposeAsync();
        await server.FinishAsync();
        server.Spool.Messages.ShouldBeEmpty();
        server.Spool.Drafts.ShouldAllBe(draft => draft.IsDropped);
    }
}
