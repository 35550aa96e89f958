using System.Text;
using FsCheck.Fluent;
using Relay.Sdk.Testing.Clients;
using Relay.Sdk.Testing.Spool;
using Relay.TestKit.Sessions;

namespace Relay.Core.Tests.Sessions;

public sealed class NoiseTests
{
    [Fact]
    public async Task Binary_noise_is_answered_with_errors_and_nothing_is_accepted()
    {
        await using TestServer server = await TestServer.StartAsync(new() { MaxErrors = 10_000 });
        var random = new Random(20240229);
        for (int i = 0; i < 50; i++)
        {
            await using ScriptedClient client = await server.GreetAsync();
            byte[] noise = new byte[random.Next(1, 5000)];
            random.NextBytes(noise);
            await client.SendAsync(noise);
            await client.SendAsync("\r\nQUIT\r\n");
            string? line;
            while ((line = await client.ReadLineAsync()) is not null && !line.StartsWith("221", StringComparison.Ordinal))
                line.ShouldMatch("^5[05][0-5]");
        }

        server.Spool.Messages.ShouldBeEmpty();
    }

    [Fact]
    public async Task Whatever_is_sent_every_session_ends_and_what_is_acknowledged_is_stored()
    {
        string[] parts =
        [
            "EHLO c.example\r\n", "MAIL FROM:<a@b.example>\r\n", "RCPT TO:<c@d.example>\r\n", "DATA\r\n", "x: y\r\n\r\nbody\r\n.\r\n",
                "BDAT 5\r\nx: y\n",
            "BDAT 3 LAST\r\n\r\nz", "RSET\r\n", "\r\n", "\n", "\r", ".", "\0", "BDAT 9999999\r\n", "NOOP\r\n", "AUTH PLAIN\r\n", "STARTTLS\r\n",
            "VRFY x\r\n", "\u00ff\u00fe",
        ];
        await using TestServer server = await TestServer.StartAsync();
        int acknowledged = 0;
        foreach (string[] script in Gen.Elements(parts).ArrayOf(25).Sample(200))
        {
            await using ScriptedClient client = await server.ConnectAsync();
            await client.SendAsync("EHLO c.example\r\n" + string.Concat(script));
            client.Finish();
            string? line;
            while ((line = await client.ReadLineAsync()) is not null)
                acknowledged += line.Contains("Queued as", StringComparison.Ordinal) ? 1 : 0;
        }

        await server.FinishAsync();
        server.Spool.Messages.Count.ShouldBe(acknowledged);
        server.Spool.Drafts.Count(draft => !draft.IsDropped).ShouldBe(acknowledged, "all others are dropped");
    }

    [Fact]
    public async Task A_hundred_clients_at_once_each_get_their_own_replies()
    {
        await using TestServer server = await TestServer.StartAsync();
        await Task.WhenAll(Enumerable.Range(0, 100).Select(async number =>
        {
            await using ScriptedClient client = await server.GreetAsync();
            for (int i = 0; i < 5; i++)
            {
                await client.SendAsync($"MAIL FROM:<{number}@b.example>\r\nRCPT TO:<{number}@d.example>\r\nDATA\r\n");
                await client.ExpectAsync("250 2.1.0 *");
                await client.ExpectAsync("250 2.1.5 *");
                await client.ExpectAsync("354 *");
                (await client.AskAsync($"Subject: {number}\r\n\r\n{new string('x', number * 100)}\r\n.")).ShouldStartWith("250 2.0.0");
            }
        }));

        server.Spool.Messages.Count.ShouldBe(500);
        server.Spool.Messages.Select(message => message.Message.Id).Distinct().Count().ShouldBe(500);
        foreach (MemoryMessage message in server.Spool.Messages)
        {
            string number = message.Message.ReversePath.Mailbox!.LocalPart;
            message.Recipients.ShouldBe([$"{number}@d.example"]);
            message.Sent.ShouldContain($"Subject: {number}\r\n\r\n");
        }
    }

    [Fact]
    public async Task A_client_that_resets_the_connection_is_forgotten()
    {
        await using TestServer server = await TestServer.StartAsync();
        for (int i = 0; i < 20; i++)
        {
            ScriptedClient client = await server.GreetAsync();
            await client.OpenDataAsync();
            await client.SendAsync(Encoding.ASCII.GetBytes("x: y\r\n\r\nhalf"));
            client.Reset();
        }

        await server.FinishAsync();
        server.Server.Sessions.ShouldBe(0);
        server.Spool.Messages.ShouldBeEmpty();
        server.Spool.Drafts.ShouldAllBe(draft => draft.IsDropped);
    }
}
