using System.Net.Security;
using Microsoft.Extensions.Time.Testing;
using Relay.Core.Expansion;
using Relay.Core.Settings;
using Relay.Sdk.Testing;
using Relay.Sdk.Testing.Clients;
using Relay.TestKit.Sessions;

namespace Relay.Core.Tests.Sessions;

public sealed class ProxyTests
{
    private static readonly ListenerSettings Behind = new() { ProxyFrom = ListParser.Hosts("127.0.0.1") };

    [Fact]
    public async Task The_client_is_the_one_that_the_header_names()
    {
        await using TestServer server = await TestServer.StartAsync(new() { RelayFromHosts = ListParser.Hosts("192.0.2.7") }, Behind);
        await using ScriptedClient client = await server.ConnectAsync();
        await client.SendAsync("PROXY TCP4 192.0.2.7 198.51.100.1 40000 25\r\n");
        await client.ExpectAsync("220 *");
        await client.AskAsync("EHLO c.example");
        (await client.SendMessageAsync("x: y")).ShouldStartWith("250");
        server.Spool.Messages.ShouldHaveSingleItem().Received.ShouldStartWith("Received: from c.example ([192.0.2.7]) ");
    }

    [Theory]
    [InlineData("PROXY TCP6 2001:db8::7 2001:db8::1 40000 25\r\n")]
    [InlineData("PROXY UNKNOWN\r\n")]
    [InlineData("\r\n\r\n\0\r\nQUIT\n\u0020\u0000\u0000\u0000")]
    public async Task The_rights_of_the_proxy_are_not_the_clients(string header)
    {
        await using TestServer server = await TestServer.StartAsync(new() { RelayFromHosts = ListParser.Hosts("127.0.0.1") }, Behind);
        await using ScriptedClient client = await server.ConnectAsync();
        await client.SendAsync(header);
        await client.TalkAsync("""
            S: 220 *
            C: EHLO c.example
            S: 250 *
            C: MAIL FROM:<a@b.example>
            S: 250 *
            C: RCPT TO:<c@d.example>
            S: 550 5.7.1 *
            """);
    }

    [Theory]
    [InlineData("EHLO c.example\r\n")]
    [InlineData("PROXY TCP4 192.0.2.7 198.51.100.1 40000\r\n")]
    [InlineData("PROXY TCP4 192.0.2.300 198.51.100.1 40000 25\r\n")]
    public async Task Without_a_good_header_only_QUIT_is_served(string first)
    {
        await using TestServer server = await TestServer.StartAsync(listener: Behind);
        await using ScriptedClient client = await server.ConnectAsync();
        await client.SendAsync(first);
        await client.ExpectAsync("421 4.7.0 *");
        await client.ExpectAsync("503 5.5.1 *");
        await client.TalkAsync("""
            C: MAIL FROM:<a@b.example>
            S: 503 *
            C: QUIT
            S: 221 *
            """);
        await client.ExpectCloseAsync();
    }

    [Fact]
    public async Task A_header_that_does_not_come_is_not_waited_for()
    {
        var clock = new FakeTimeProvider();
        var log = new CapturedLog();
        await using TestServer server = await TestServer.StartAsync(listener: Behind, clock: clock, loggers: log);
        foreach (string first in (string[])["", "PROXY TCP4 192.0.2.7"])
        {
            await using ScriptedClient client = await server.ConnectAsync();
            await client.SendAsync(first);
            await clock.AdvanceUntilAsync(client.ExpectAsync("421 4.7.0 *"), TimeSpan.FromSeconds(4));
            await client.TalkAsync("""
                C: EHLO c.example
                S: 503 5.5.1 *
                C: QUIT
                S: 221 *
                """);
            await client.ExpectCloseAsync();
        }

        log.Lines.Count(line => line.Contains("no PROXY header from 127.0.0.1 within its limit (NeedMore)", StringComparison.Ordinal)).ShouldBe(2);
    }

    [Fact]
    public async Task Commands_behind_the_header_come_before_the_greeting_and_are_refused()
    {
        await using TestServer server = await TestServer.StartAsync(listener: Behind);
        await using ScriptedClient client = await server.ConnectAsync();
        await client.SendAsync("PROXY TCP4 192.0.2.7 198.51.100.1 40000 25\r\nEHLO c.example\r\n");
        await client.ExpectAsync("554 5.5.1 *");
        await client.ExpectCloseAsync();
    }

    [Fact]
    public async Task Hosts_that_are_not_listed_need_no_header_and_may_not_send_one()
    {
        await using TestServer server = await TestServer.StartAsync(listener: new() { ProxyFrom = ListParser.Hosts("192.0.2.1") });
        await using ScriptedClient client = await server.GreetAsync();
        (await client.AskAsync("PROXY TCP4 192.0.2.7 198.51.100.1 40000 25")).ShouldStartWith("500");
    }

    [Fact]
    public async Task Sessions_are_counted_by_the_real_client()
    {
        await using TestServer server = await TestServer.StartAsync(new() { MaxSessionsPerHost = 1 }, Behind);
        await using ScriptedClient one = await BehindProxyAsync(server, "192.0.2.1");
        await one.ExpectAsync("220 *");
        await using ScriptedClient other = await BehindProxyAsync(server, "192.0.2.2");
        await other.ExpectAsync("220 *");
        await using ScriptedClient again = await BehindProxyAsync(server, "192.0.2.1");
        await again.ExpectAsync("421 4.7.0 *");
        await again.ExpectCloseAsync();
    }

    [Fact]
    public async Task The_header_comes_before_implicit_TLS_even_in_one_packet_with_it()
    {
        using var certificate = new TestCertificate();
        await using TestServer server = await TestServer.StartAsync(
            new() { RelayFromHosts = ListParser.Hosts("192.0.2.7") },
            certificate.Listener(ListenerTls.Implicit) with { ProxyFrom = ListParser.Hosts("127.0.0.1") });
        await using ScriptedClient client = await server.ConnectAsync();
        client.SendWithNext("PROXY TCP4 192.0.2.7 198.51.100.1 40000 25\r\n");
        await using SslStream tls = await client.StartTlsAsync();
        await client.ExpectAsync("220 *");
        await client.AskAsync("EHLO c.example");
        (await client.SendMessageAsync("x: y")).ShouldStartWith("250");
        server.Spool.Messages.ShouldHaveSingleItem().Received.ShouldContain("([192.0.2.7])");
    }

    private static async Task<ScriptedClient> BehindProxyAsync(TestServer server, string address)
    {
        ScriptedClient client = await server.ConnectAsync();
        await client.SendAsync($"PROXY TCP4 {address} 198.51.100.1 40000 25\r\n");
        return client;
    }
}
