using Microsoft.Extensions.Time.Testing;
using Relay.Core.Expansion;
using Relay.Core.Settings;
using Relay.Core.Storage;
using Relay.Sdk.Lists;
using Relay.Sdk.Testing.Clients;
using Relay.TestKit.Sessions;

namespace Relay.Core.Tests.Sessions;

public sealed class LimitTests
{
    [Fact]
    public async Task One_session_too_many_is_turned_away()
    {
        await using TestServer server = await TestServer.StartAsync(new() { MaxSessions = 1 });
        await using (ScriptedClient one = await server.GreetAsync())
        {
            await using ScriptedClient two = await server.ConnectAsync();
            await two.ExpectAsync("421 4.3.2 *");
            await two.ExpectCloseAsync();
            await one.AskAsync("QUIT");
            await one.ExpectCloseAsync();
        }

        await TestServer.UntilAsync(() => server.Server.Sessions == 0);
        await using ScriptedClient three = await server.GreetAsync();
    }

    [Fact]
    public async Task A_client_that_would_take_the_last_descriptors_is_turned_away()
    {
        await using TestServer server = await TestServer.StartAsync(highestDescriptor: 2);
        await using ScriptedClient client = await server.ConnectAsync();
        await client.ExpectAsync("421 4.3.2 *");
        await client.ExpectCloseAsync();
        server.Server.Sessions.ShouldBe(0);
    }

    [Theory]
    [InlineData(DescriptorLimit.Least, 192)]
    [InlineData(1024, 768)]
    [InlineData(65536, 64512)]
    public void A_part_of_the_descriptors_is_kept_from_clients(long most, long forClients) =>
        DescriptorLimit.Of(most).HighestForClients.ShouldBe(forClients);

    [Fact]
    public void The_least_number_of_descriptors_leaves_room_for_clients_beside_what_the_relay_has_open_at_rest() =>
        DescriptorLimit.Of(DescriptorLimit.Least).HighestForClients.ShouldBeGreaterThan(DescriptorLimit.AtRest + 20);

    [Fact]
    public async Task One_session_too_many_from_one_address_is_turned_away()
    {
        await using TestServer server = await TestServer.StartAsync(new() { MaxSessionsPerHost = 1 });
        await using ScriptedClient one = await server.GreetAsync();
        await using ScriptedClient two = await server.ConnectAsync();
        await two.ExpectAsync("421 4.7.0 *");
        await two.ExpectCloseAsync();
        (await one.AskAsync("NOOP")).ShouldStartWith("250");
    }

    [Fact]
    public async Task Recipients_past_the_limit_are_deferred_and_the_others_stay()
    {
        await using TestServer server = await TestServer.StartAsync(new() { MaxRecipients = 100 });
        await using ScriptedClient client = await server.GreetAsync();
        await client.AskAsync("MAIL FROM:<a@b.example>");
        for (int i = 0; i < 100; i++)
            (await client.AskAsync($"RCPT TO:<user{i}@dest.example>")).ShouldStartWith("250");
        await client.TalkAsync("""
            C: RCPT TO:<last@dest.example>
            S: 452 4.5.3 *
            C: DATA
            S: 354 *
            C: x
            C: .
            S: 250 *
            """);
        server.Spool.Messages.ShouldHaveSingleItem().Recipients.Count.ShouldBe(100);
    }

    [Fact]
    public async Task Too_many_errors_end_the_session()
    {
        await using TestServer server = await TestServer.StartAsync(new() { MaxErrors = 3 });
        await using ScriptedClient client = await server.GreetAsync();
        for (int i = 0; i < 3; i++)
            (await client.AskAsync("FOO")).ShouldStartWith("500 5.5.1");
        await client.TalkAsync("""
            C: FOO
            S: 500 *
            S: 421 4.7.0 *
            """);
        await client.ExpectCloseAsync();
    }

    [Fact]
    public async Task Too_many_refused_recipients_end_the_session()
    {
        await using TestServer server = await TestServer.StartAsync(new() { MaxRefusedRecipients = 2, RelayFromHosts = HostList.None });
        await using ScriptedClient client = await server.GreetAsync();
        await client.AskAsync("MAIL FROM:<a@b.example>");
        for (int i = 0; i < 2; i++)
            (await client.AskAsync("RCPT TO:<x@dest.example>")).ShouldStartWith("550 5.7.1");
        await client.TalkAsync("""
            C: RCPT TO:<x@dest.example>
            S: 550 *
            S: 421 4.7.0 *
            """);
        await client.ExpectCloseAsync();
    }

    [Fact]
    public async Task Messages_past_the_limit_of_a_session_end_it()
    {
        await using TestServer server = await TestServer.StartAsync(new() { MaxMessagesPerSession = 2 });
        await using ScriptedClient client = await server.GreetAsync();
        (await client.SendMessageAsync("x")).ShouldStartWith("250");
        (await client.SendMessageAsync("x")).ShouldStartWith("250");
        (await client.AskAsync("MAIL FROM:<a@b.example>")).ShouldStartWith("421 4.7.0");
        await client.ExpectCloseAsync();
    }

    [Fact]
    public async Task A_message_declared_too_large_is_refused_at_MAIL()
    {
        await using TestServer server = await TestServer.StartAsync(new() { MaxMessageOctets = 2000 });
        await using ScriptedClient client = await server.GreetAsync();
        (await client.AskAsync("MAIL FROM:<a@b.example> SIZE=2001")).ShouldStartWith("552 5.3.4");
        (await client.AskAsync("MAIL FROM:<a@b.example> SIZE=99999999999999999999")).ShouldStartWith("552 5.3.4");
        (await client.AskAsync("MAIL FROM:<a@b.example> SIZE=2000")).ShouldStartWith("250");
    }

    [Fact]
    public async Task A_message_that_turns_out_too_large_is_refused_at_its_end()
    {
        await using TestServer server = await TestServer.StartAsync(new() { MaxMessageOctets = 2000 });
        await using ScriptedClient client = await server.GreetAsync();
        (await client.SendMessageAsync(string.Concat(Enumerable.Repeat(new string('x', 98) + "\r\n", 200)))).ShouldStartWith("552 5.3.4");
        (await client.SendMessageAsync(new string('x', 1998))).ShouldStartWith("250");
        (await client.SendMessageAsync(new string('x', 1999))).ShouldStartWith("552 5.3.4");
        server.Spool.Drafts[0].Content.Length.ShouldBeLessThan(4000);
    }

    [Fact]
    public async Task A_looping_message_is_refused()
    {
        await using TestServer server = await TestServer.StartAsync(new() { MaxReceivedFields = 20 });
        await using ScriptedClient client = await server.GreetAsync();
        string field = "Received: from a by b; Mon, 1 Jan 2024 00:00:00 +0000\r\n";
        (await client.SendMessageAsync(string.Concat(Enumerable.Repeat(field, 19)) + "\r\nx")).ShouldStartWith("250");
        (await client.SendMessageAsync(string.Concat(Enumerable.Repeat(field, 20)) + "\r\nx")).ShouldStartWith("554 5.4.6");
        (await client.SendMessageAsync("x: y\r\n\r\n" + string.Concat(Enumerable.Repeat(field, 30)))).ShouldStartWith("250");
    }

    [Theory]
    [InlineData("")]
    [InlineData("127.0.0.1")]
    public async Task A_long_text_without_header_section_is_no_header_section(string relayFromHosts)
    {
        await using TestServer server = await TestServer.StartAsync(new()
        {
            MaxHeaderOctets = 2000,
            RelayFromHosts = ListParser.Hosts(relayFromHosts),
            RelayToDomains = ListParser.Domains("dest.example")
        });
        await using ScriptedClient client = await server.GreetAsync();
        (await client.SendMessageAsync(string.Concat(Enumerable.Repeat("just a line of text\r\n", 500)))).ShouldStartWith("250");
        (await client.SendMessageAsync(new string('x', 900) + "\r\n" + new string('y', 900) + "\r\n" + new string('z', 900))).ShouldStartWith("250");
        (await client.SendMessageAsync("Subject: x\r\n" + string.Concat(Enumerable.Repeat("just a line of text\r\n", 500)))).ShouldStartWith("250");
    }

    [Fact]
    public async Task A_header_section_too_large_is_refused()
    {
        await using TestServer server = await TestServer.StartAsync(new() { MaxHeaderOctets = 2000 });
        await using ScriptedClient client = await server.GreetAsync();
        (await client.SendMessageAsync("x: " + new string('y', 1990) + "\r\n\r\nbody")).ShouldStartWith("250");
        (await client.SendMessageAsync("x: " + new string('y', 2000) + "\r\n\r\nbody")).ShouldStartWith("552 5.3.4");
        (await client.SendMessageAsync("x: y\r\n\r\n" + new string('y', 5000))).ShouldStartWith("250");
    }

    [Fact]
    public async Task A_line_of_content_too_long_is_refused_where_there_is_a_limit()
    {
        await using TestServer server = await TestServer.StartAsync(new() { MaxLineOctets = 1000 });
        await using ScriptedClient client = await server.GreetAsync();
        (await client.SendMessageAsync("\r\n" + new string('x', 998))).ShouldStartWith("250");
        (await client.SendMessageAsync("\r\n" + new string('x', 999))).ShouldStartWith("500 5.6.0");
    }

    [Theory]
    [InlineData(4094, "250 2.0.0")]
    [InlineData(4095, "500 5.5.2")]
    [InlineData(100_000, "500 5.5.2")]
    public async Task A_command_line_may_be_so_long(int octets, string expected)
    {
        await using TestServer server = await TestServer.StartAsync();
        await using ScriptedClient client = await server.GreetAsync();
        (await client.AskAsync("NOOP " + new string('x', octets - 5))).ShouldStartWith(expected);
        (await client.AskAsync("NOOP")).ShouldBe("250 2.0.0 OK");
    }

    [Fact]
    public async Task A_line_without_end_ends_the_session()
    {
        await using TestServer server = await TestServer.StartAsync();
        await using ScriptedClient client = await server.GreetAsync();
        await client.SendAsync(new string('x', 300_000));
        await client.ExpectAsync("500 5.5.2 *");
        await client.ExpectAsync("421 4.7.0 *");
        await client.ExpectCloseAsync();
    }

    [Fact]
    public async Task A_client_that_talks_before_the_greeting_is_refused()
    {
        var clock = new FakeTimeProvider();
        await using TestServer server = await TestServer.StartAsync(new() { EarlyTalkerDelay = 5000 }, clock: clock);
        await using ScriptedClient client = await server.ConnectAsync();
        await client.SendAsync("EHLO spam.example\r\n");
        await clock.AdvanceUntilAsync(client.ExpectAsync("554 5.5.1 *"), TimeSpan.FromSeconds(6));
        await client.ExpectCloseAsync();
    }

    [Fact]
    public async Task A_client_that_waits_for_the_greeting_gets_it()
    {
        var clock = new FakeTimeProvider();
        await using TestServer server = await TestServer.StartAsync(new() { EarlyTalkerDelay = 5000 }, clock: clock);
        await using ScriptedClient client = await server.ConnectAsync();
        await clock.AdvanceUntilAsync(client.ExpectAsync("220 *"), TimeSpan.FromSeconds(6));
    }

    [Fact]
    public async Task New_settings_hold_for_the_sessions_after_them()
    {
        await using TestServer server = await TestServer.StartAsync();
        await using ScriptedClient before = await server.GreetAsync();
        await server.Server.ApplyAsync(new RelaySettings { Hostname = "mx2.relay.example", Accept = new() { RelayFromHosts = HostList.None } },
            CancellationToken.None);
        (await before.SendMessageAsync("x")).ShouldStartWith("250");
        await using ScriptedClient after = await server.ConnectAsync();
        await after.ExpectAsync("220 mx2.relay.example *");
        await after.AskAsync("EHLO c.example");
        await after.AskAsync("MAIL FROM:<a@b.example>");
        (await after.AskAsync("RCPT TO:<a@b.example>")).ShouldStartWith("550 5.7.1");
    }
}
