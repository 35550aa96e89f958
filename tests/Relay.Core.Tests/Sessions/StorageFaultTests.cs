using Relay.Sdk.Spool;
using Relay.Sdk.Testing;
using Relay.Sdk.Testing.Clients;
using Relay.TestKit.Sessions;

namespace Relay.Core.Tests.Sessions;

public sealed class StorageFaultTests
{
    [Fact]
    public async Task Without_room_new_mail_is_deferred_and_the_session_goes_on()
    {
        await using TestServer server = await TestServer.StartAsync();
        await using ScriptedClient client = await server.GreetAsync();
        server.Spool.HasRoom = false;
        (await client.AskAsync("MAIL FROM:<a@b.example>")).ShouldStartWith("452 4.3.1");
        server.Spool.HasRoom = true;
        await client.OpenAsync();
        server.Spool.HasRoom = false;
        (await client.AskAsync("DATA")).ShouldStartWith("452 4.3.1");
        server.Spool.HasRoom = true;
        await client.OpenAsync();
        server.Spool.HasRoom = false;
        await client.SendAsync("BDAT 6 LAST\r\nQUIT\r\n");
        await client.ExpectAsync("452 4.3.1 *");
        server.Spool.HasRoom = true;
        (await client.SendMessageAsync("x")).ShouldStartWith("250");
    }

    [Fact]
    public async Task A_disk_that_fills_while_content_arrives_defers_it_at_its_end()
    {
        await using TestServer server = await TestServer.StartAsync();
        await using ScriptedClient client = await server.GreetAsync();
        server.Spool.FlushFault = new SpoolFullException();
        (await client.SendMessageAsync(new string('x', 200_000))).ShouldStartWith("452 4.3.1");
        server.Spool.FlushFault = new IOException("broken");
        (await client.SendMessageAsync(new string('x', 200_000))).ShouldStartWith("451 4.3.0");
        server.Spool.FlushFault = null;
        (await client.SendMessageAsync("x")).ShouldStartWith("250");
        server.Spool.Drafts.Count(draft => draft.IsDropped).ShouldBeGreaterThanOrEqualTo(2);
    }

    [Fact]
    public async Task A_store_that_cannot_clear_away_changes_no_reply_and_keeps_no_client_out()
    {
        var log = new CapturedLog();
        await using TestServer server = await TestServer.StartAsync(new() { MaxSessionsPerHost = 1 }, loggers: log);
        server.Spool.DropFault = new InvalidOperationException("a store of a plugin");
        await using (ScriptedClient client = await server.GreetAsync())
        {
            (await client.SendMessageAsync("x")).ShouldStartWith("250 2.0.0 Queued");
            await client.OpenDataAsync();
            await client.SendAsync("half of");
        }

        await TestServer.UntilAsync(() => server.Server.Sessions == 0);
        await using ScriptedClient again = await server.GreetAsync();
        log.Lines.Count(line => line.Contains("the spool could not drop its draft", StringComparison.Ordinal)).ShouldBe(2);
    }

    [Fact]
    public async Task A_commit_that_fails_is_never_acknowledged()
    {
        await using TestServer server = await TestServer.StartAsync();
        await using ScriptedClient client = await server.GreetAsync();
        server.Spool.CommitFault = static _ => new SpoolFullException();
        (await client.SendMessageAsync("x")).ShouldStartWith("452 4.3.1");
        (await client.SendChunkAsync("x")).ShouldStartWith("452 4.3.1");
        server.Spool.CommitFault = static _ => new IOException("broken");
        (await client.SendMessageAsync("x")).ShouldStartWith("451 4.3.0");
        server.Spool.CommitFault = static _ => null;
        (await client.SendMessageAsync("x")).ShouldStartWith("250");
        server.Accepted.Offered.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_client_that_leaves_after_the_end_of_data_does_not_undo_the_commit()
    {
        await using TestServer server = await TestServer.StartAsync();
        await using ScriptedClient client = await server.GreetAsync();
        var gate = new TaskCompletionSource();
        server.Spool.CommitDelay = () => gate.Task;
        await client.OpenDataAsync();
        await client.SendAsync("x\r\n.\r\n");
        await server.Spool.CommitBegun;
        client.Reset();
        gate.SetResult();
        await server.FinishAsync();
        server.Spool.Messages.ShouldHaveSingleItem();
        server.Accepted.Offered.ShouldHaveSingleItem();
    }
}
