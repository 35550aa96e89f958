using Relay.Sdk.Testing.Clients;
using Relay.TestKit.Sessions;

namespace Relay.Core.Tests.Sessions;

/// <summary>Clients that speak another protocol: nothing of what they send is served, however much of it looks like SMTP.</summary>
public sealed class ForeignProtocolTests
{
    private const string Mail = "EHLO c.example\r\nMAIL FROM:<a@b.example>\r\nRCPT TO:<c@d.example>\r\nDATA\r\nSubject: " +
        "x\r\n\r\nbody\r\n.\r\nQUIT\r\n";

    [Theory]
    [InlineData("POST / HTTP/1.1\r\nHost: mx1.relay.example:25\r\nContent-Length: 150\r\n\r\n")]
    [InlineData("GET /index.html HTTP/1.1\r\n")]
    [InlineData("PUT / HTTP/1.1\r\n")]
    [InlineData("CONNECT mx1.relay.example:25 HTTP/1.1\r\n")]
    [InlineData("HEAD / HTTP/1.0\r\n")]
    [InlineData("OPTIONS * HTTP/1.1\r\n")]
    [InlineData("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")]
    [InlineData("POST / HTTP/1.1\n")]
    [InlineData("Host: mx1.relay.example\r\n")]
    [InlineData("Content-Length:150\r\n")]
    [InlineData("X-Odd:\u0001\r\n")]
    public async Task A_request_of_HTTP_ends_the_session_before_its_body_is_read(string request)
    {
        await using TestServer server = await TestServer.StartAsync();
        await using ScriptedClient client = await server.ConnectAsync();
        await client.ExpectAsync("220 *");
        await client.SendAsync(request + Mail);
        await client.ExpectAsync("421 4.7.0 This is not SMTP*");
        await client.ExpectCloseAsync();
        server.Spool.Messages.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_request_line_that_is_too_long_ends_the_session_too()
    {
        await using TestServer server = await TestServer.StartAsync();
        await using ScriptedClient client = await server.ConnectAsync();
        await client.ExpectAsync("220 *");
        await client.SendAsync($"POST /{new string('a', 5000)} HTTP/1.1\r\n{Mail}");
        await client.ExpectAsync("421 4.7.0 *");
        await client.ExpectCloseAsync();
        server.Spool.Messages.ShouldBeEmpty();
    }

    [Fact]
    public async Task Content_behind_a_refused_DATA_ends_the_session_where_its_header_begins()
    {
        await using TestServer server = await TestServer.StartAsync();
        await using ScriptedClient client = await server.GreetAsync();
        await client.SendAsync("DATA\r\nSubject: x\r\n\r\n" + Mail);
        await client.ExpectAsync("503 *");
        await client.ExpectAsync("421 4.7.0 *");
        await client.ExpectCloseAsync();
        server.Spool.Messages.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003")]
    [InlineData("\u0016\u0003\u0003\n\r\n")]
    public async Task A_TLS_handshake_in_clear_text_is_told_so_at_once(string hello)
    {
        await using TestServer server = await TestServer.StartAsync();
        await using ScriptedClient client = await server.ConnectAsync();
        await client.ExpectAsync("220 *");
        await client.SendAsync(hello);
        await client.ExpectAsync("421 4.7.0 TLS does not begin without STARTTLS here*");
        await client.ExpectCloseAsync();
    }

    [Theory]
    [InlineData("GETS")]
    [InlineData("post")]
    [InlineData("POST")]
    [InlineData("XCLIENT ADDR=192.0.2.1")]
    [InlineData("foo bar: baz")]
    public async Task Other_words_are_errors_as_before(string line)
    {
        await using TestServer server = await TestServer.StartAsync();
        await using ScriptedClient client = await server.GreetAsync();
        (await client.AskAsync(line)).ShouldStartWith("500 5.5.1");
        (await client.SendMessageAsync("x: y")).ShouldStartWith("250");
    }
}
