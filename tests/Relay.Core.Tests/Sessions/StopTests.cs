using Relay.Sdk.Testing.Clients;
using Relay.TestKit.Sessions;

namespace Relay.Core.Tests.Sessions;

public sealed class StopTests
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task An_idle_client_is_told_and_nobody_new_is_let_in()
    {
        await using TestServer server = await TestServer.StartAsync();
        await using ScriptedClient client = await server.GreetAsync();
        Task stop = server.Server.StopAsync(Long);
        await client.ExpectAsync("421 4.3.2 *");
        await client.ExpectCloseAsync();
        await stop;
        await Should.ThrowAsync<System.Net.Sockets.SocketException>(server.ConnectAsync);
    }

    [Fact]
    public async Task A_message_in_progress_is_finished()
    {
        await using TestServer server = await TestServer.StartAsync();
        await using ScriptedClient client = await server.GreetAsync();
        await client.OpenDataAsync();
        await client.SendAsync("x: y\r\n\r\nhalf");
        Task stop = server.Server.StopAsync(Long);
        await client.SendAsync(" and half\r\n.\r\n");
        await client.ExpectAsync("250 2.0.0 Queued *");
        await client.ExpectAsync("421 4.3.2 *");
        await client.ExpectCloseAsync();
        await stop;
        server.Spool.Messages.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_commit_in_progress_is_waited_for()
    {
        await using TestServer server = await TestServer.StartAsync();
        await using ScriptedClient client = await server.GreetAsync();
        var gate = new TaskCompletionSource();
        server.Spool.CommitDelay = () => gate.Task;
        Task<string> sending = client.SendMessageAsync("x");
        await server.Spool.CommitBegun;
        Task stop = server.Server.StopAsync(Long);
        stop.IsCompleted.ShouldBeFalse();
        gate.SetResult();
        (await sending).ShouldStartWith("250 2.0.0 Queued");
        await stop;
    }

    [Fact]
    public async Task Who_is_not_done_by_the_deadline_is_cut_off()
    {
        await using TestServer server = await TestServer.StartAsync();
        await using ScriptedClient client = await server.GreetAsync();
        await client.OpenDataAsync();
        await client.SendAsync("x: y\r\n\r\nhalf");
        await server.Server.StopAsync(TimeSpan.FromMilliseconds(1));
        await client.ExpectAsync("421 4.3.2 *");
        await client.ExpectCloseAsync();
        server.Spool.Messages.ShouldBeEmpty();
        server.Spool.Drafts.ShouldHaveSingleItem().IsDropped.ShouldBeTrue();
    }

    [Fact]
    public async Task Stopping_twice_is_stopping()
    {
        await using TestServer server = await TestServer.StartAsync();
        await server.Server.StopAsync(Long);
        await server.Server.StopAsync(Long);
    }
}
