using Microsoft.Extensions.Time.Testing;
using Relay.Sdk.Events;
using Relay.Sdk.Testing.Clients;
using Relay.TestKit.Sessions;

namespace Relay.Core.Tests.Sessions;

public sealed class TimeoutTests
{
    private readonly FakeTimeProvider clock = new();

    [Fact]
    public async Task An_idle_client_gets_421()
    {
        await using TestServer server = await TestServer.StartAsync(clock: clock);
        await using ScriptedClient client = await server.GreetAsync();
        await clock.AdvanceUntilAsync(client.ExpectAsync("421 4.4.2 *"), TimeSpan.FromMinutes(6));
        await client.ExpectCloseAsync();
    }

    [Fact]
    public async Task Each_command_begins_the_wait_anew()
    {
        await using TestServer server = await TestServer.StartAsync(clock: clock);
        await using ScriptedClient client = await server.GreetAsync();
        for (int i = 0; i < 5; i++)
        {
            clock.Advance(TimeSpan.FromMinutes(4));
            (await client.AskAsync("NOOP")).ShouldStartWith("250");
        }
    }

    [Fact]
    public async Task Content_that_stops_coming_is_not_waited_for()
    {
        await using TestServer server = await TestServer.StartAsync(clock: clock);
        await using ScriptedClient client = await server.GreetAsync();
        await client.OpenDataAsync();
        await client.SendAsync("Subject: x\r\n\r\nhalf of");
        await clock.AdvanceUntilAsync(client.ExpectAsync("421 4.4.2 *"), TimeSpan.FromMinutes(4));
        await client.ExpectCloseAsync();
        await clock.AdvanceUntilAsync(server.FinishAsync(), TimeSpan.FromSeconds(3));
        server.Spool.Messages.ShouldBeEmpty();
        server.Spool.Drafts.ShouldHaveSingleItem().IsDropped.ShouldBeTrue();
    }

    [Fact]
    public async Task The_time_for_a_command_is_that_of_the_whole_line()
    {
        await using TestServer server = await TestServer.StartAsync(clock: clock);
        await using ScriptedClient client = await server.GreetAsync();
        await DribbleAsync(client, TimeSpan.FromMinutes(5));
        await client.ExpectAsync("421 4.4.2 *");
    }

    [Fact]
    public async Task Content_that_comes_octet_by_octet_is_not_waited_for()
    {
        await using TestServer server = await TestServer.StartAsync(clock: clock);
        await using ScriptedClient client = await server.GreetAsync();
        await client.OpenDataAsync();
        await DribbleAsync(client, TimeSpan.FromMinutes(3));
        await client.ExpectAsync("421 4.4.2 *");
        server.Spool.Messages.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_slow_client_that_pauses_is_waited_for()
    {
        await using TestServer server = await TestServer.StartAsync(clock: clock);
        await using ScriptedClient client = await server.GreetAsync();
        await client.OpenDataAsync();
        for (int stretches = 1; stretches <= 30; stretches++)
        {
            // 6 KB in two minutes is what a line of 400 bit/s carries.
            await client.SendAsync(string.Concat(Enumerable.Repeat(new string('x', 98) + "\r\n", 60)));
            await TestServer.UntilAsync(() => server.Spool.Drafts[^1].Content.Length >= 6000 * stretches);
            clock.Advance(TimeSpan.FromMinutes(2));
        }

        await client.SendAsync(".\r\n");
        await client.ExpectAsync("250 2.0.0 *");
    }

    [Fact]
    public async Task A_session_does_not_last_for_ever()
    {
        await using TestServer server = await TestServer.StartAsync(new() { SessionTimeout = TimeSpan.FromMinutes(10) }, clock: clock);
        await using ScriptedClient client = await server.GreetAsync();
        for (int i = 0; i < 2; i++)
        {
            clock.Advance(TimeSpan.FromMinutes(4));
            (await client.AskAsync("NOOP")).ShouldStartWith("250");
        }

        await clock.AdvanceUntilAsync(client.ExpectAsync("421 4.4.2 *"), TimeSpan.FromMinutes(3));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_strangers_hang_on_the_end_of_a_session_stops_neither_the_clock_nor_the_other_sessions(bool throws)
    {
        using var release = new ManualResetEventSlim();
        var asked = new TaskCompletionSource();
        ScriptedHandlers handlers = new ScriptedHandlers().On<RecipientOffered>((_, ending) =>
        {
            ending.Register(() =>
            {
                release.Wait(throws ? TimeSpan.Zero : Timeout.InfiniteTimeSpan);
                throw new InvalidOperationException("hung on it");
            });
            asked.SetResult();
            return new(new TaskCompletionSource<Verdict>().Task);
        });
        await using TestServer server = await TestServer.StartAsync(new() { SessionTimeout = TimeSpan.FromMinutes(10) }, handlers: handlers,
            clock: clock);
        await using ScriptedClient held = await server.GreetAsync();
        await using ScriptedClient other = await server.GreetAsync();
        await held.TalkAsync("""
            C: MAIL FROM:<a@b.example>
            S: 250 *
            C: RCPT TO:<c@d.example>
            """);
        await asked.Task;

        await Task.Run(() => clock.Advance(TimeSpan.FromMinutes(11)), TestContext.Current.CancellationToken)
            .WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        await other.ExpectAsync("421 4.4.2 *");
        release.Set();
    }

    [Fact]
    public async Task A_client_that_does_not_read_is_not_waited_for()
    {
        await using TestServer server = await TestServer.StartAsync(clock: clock);
        await using ScriptedClient client = await server.GreetAsync();
        // More replies than all socket buffers hold; the sending stops when the server does.
        Task flood = client.FloodAsync("HELP\r\n");
        await clock.AdvanceUntilAsync(flood, TimeSpan.FromMinutes(6));
        await clock.AdvanceUntilAsync(server.FinishAsync(), TimeSpan.FromSeconds(3));
    }

    // An octet every 20 seconds, until just past the time.
    private async Task DribbleAsync(ScriptedClient client, TimeSpan time)
    {
        for (TimeSpan passed = TimeSpan.Zero; passed < time; passed += TimeSpan.FromSeconds(20))
        {
            await client.SendAsync("x");
            clock.Advance(TimeSpan.FromSeconds(20));
        }

        clock.Advance(TimeSpan.FromSeconds(1));
    }
}
