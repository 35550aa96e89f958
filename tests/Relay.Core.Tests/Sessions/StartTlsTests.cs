using System.Net.Security;
using Microsoft.Extensions.Time.Testing;
using Relay.Core.Settings;
using Relay.Sdk.Testing;
using Relay.Sdk.Testing.Clients;
using Relay.TestKit.Sessions;

namespace Relay.Core.Tests.Sessions;

public sealed class StartTlsTests : IDisposable
{
    private readonly TestCertificate certificate = new();

    public void Dispose() => certificate.Dispose();

    [Fact]
    public async Task After_STARTTLS_the_session_begins_anew_under_TLS()
    {
        await using TestServer server = await TestServer.StartAsync(listener: certificate.Listener(ListenerTls.Starttls));
        await using ScriptedClient client = await server.ConnectAsync();
        await client.ExpectAsync("220 *");
        (await client.AskAsync("EHLO c.example")).ShouldContain("250-STARTTLS");
        (await client.AskAsync("MAIL FROM:<a@b.example> REQUIRETLS")).ShouldStartWith("555");
        (await client.AskAsync("STARTTLS")).ShouldBe("220 2.0.0 Ready to start TLS");
        await using SslStream tls = await client.StartTlsAsync();
        (await client.AskAsync("MAIL FROM:<a@b.example>")).ShouldStartWith("503");
        string offered = await client.AskAsync("EHLO again.example");
        offered.ShouldNotContain("STARTTLS");
        offered.ShouldContain("REQUIRETLS");
        (await client.AskAsync("STARTTLS")).ShouldStartWith("503");
        await client.TalkAsync("""
            C: MAIL FROM:<a@b.example> REQUIRETLS
            S: 250 *
            C: RCPT TO:<c@d.example>
            S: 250 *
            C: DATA
            S: 354 *
            C: x: y
            C: .
            S: 250 *
            """);
        server.Spool.Messages.ShouldHaveSingleItem().Message.RequireTls.ShouldBeTrue();
        server.Spool.Messages[0].Received.ShouldContain($" with ESMTPS id ");
        server.Spool.Messages[0].Received.ShouldContain($" tls {tls.NegotiatedCipherSuite} (TLSv1.3); ");
    }

    [Fact]
    public async Task What_was_injected_behind_STARTTLS_is_forgotten()
    {
        var log = new CapturedLog();
        await using TestServer server = await TestServer.StartAsync(listener: certificate.Listener(ListenerTls.Starttls), loggers: log);
        await using ScriptedClient client = await server.GreetAsync();
        await client.SendAsync("STARTTLS\r\nEHLO evil.example\r\nMAIL FROM:<evil@evil.example>\r\n");
        await client.ExpectAsync("220 *");
        await using SslStream tls = await client.StartTlsAsync();
        (await client.AskAsync("RCPT TO:<c@d.example>")).ShouldStartWith("503 5.5.1 Send EHLO first");
        log.Lines.ShouldContain(line => line.Contains("octets from 127.0.0.1 behind STARTTLS were discarded"));
    }

    [Fact]
    public async Task Injected_text_that_comes_instead_of_the_handshake_ends_the_session()
    {
        await using TestServer server = await TestServer.StartAsync(listener: certificate.Listener(ListenerTls.Starttls));
        await using ScriptedClient client = await server.GreetAsync();
        (await client.AskAsync("STARTTLS")).ShouldStartWith("220");
        await client.SendAsync("MAIL FROM:<evil@evil.example>\r\n");
        await client.ExpectCloseAsync();
    }

    [Fact]
    public async Task Implicit_TLS_greets_after_the_handshake()
    {
        await using TestServer server = await TestServer.StartAsync(listener: certificate.Listener(ListenerTls.Implicit));
        await using ScriptedClient client = await server.ConnectAsync();
        await using SslStream tls = await client.StartTlsAsync();
        await client.ExpectAsync("220 mx1.relay.example *");
        (await client.AskAsync("EHLO c.example")).ShouldNotContain("STARTTLS");
        (await client.SendMessageAsync("x: y")).ShouldStartWith("250 2.0.0");
        server.Spool.Messages.ShouldHaveSingleItem().Received.ShouldContain(" with ESMTPS ");
    }

    [Theory]
    [InlineData(ListenerTls.Implicit)]
    [InlineData(ListenerTls.Starttls)]
    public async Task A_handshake_that_never_comes_is_not_waited_for(ListenerTls mode)
    {
        var clock = new FakeTimeProvider();
        await using TestServer server = await TestServer.StartAsync(listener: certificate.Listener(mode), clock: clock);
        await using ScriptedClient client = await server.ConnectAsync();
        if (mode == ListenerTls.Starttls)
        {
            await client.ExpectAsync("220 *");
            await client.AskAsync("EHLO c.example");
            (await client.AskAsync("STARTTLS")).ShouldStartWith("220");
        }

        await clock.AdvanceUntilAsync(client.ExpectCloseAsync(), TimeSpan.FromSeconds(31));
    }

    [Fact]
    public async Task A_large_message_passes_under_TLS()
    {
        await using TestServer server = await TestServer.StartAsync(listener: certificate.Listener(ListenerTls.Implicit));
        await using ScriptedClient client = await server.ConnectAsync();
        await using SslStream tls = await client.StartTlsAsync();
        await client.ExpectAsync("220 *");
        await client.AskAsync("EHLO c.example");
        string body = string.Concat(Enumerable.Range(0, 20_000).Select(i => $"line {i} of a longer message\r\n"));
        (await client.SendMessageAsync("x: y\r\n\r\n" + body + "end")).ShouldStartWith("250 2.0.0");
        server.Spool.Messages.ShouldHaveSingleItem().Sent.ShouldEndWith(body + "end\r\n");
    }

    [Fact]
    public async Task An_idle_client_under_TLS_is_told_that_it_timed_out()
    {
        var clock = new FakeTimeProvider();
        await using TestServer server = await TestServer.StartAsync(listener: certificate.Listener(ListenerTls.Implicit), clock: clock);
        await using ScriptedClient client = await server.ConnectAsync();
        await using SslStream tls = await client.StartTlsAsync();
        await client.ExpectAsync("220 *");
        await clock.AdvanceUntilAsync(client.ExpectAsync("421 4.4.2 *"), TimeSpan.FromMinutes(6));
        await client.ExpectCloseAsync();
    }

    [Fact]
    public async Task A_certificate_that_cannot_be_read_stops_the_start_with_its_name()
    {
        File.WriteAllText(certificate.CertificateFile, "nonsense");
        IOException fault = await Should.ThrowAsync<IOException>(() => TestServer.StartAsync(listener: certificate.Listener(ListenerTls.Starttls)));
        fault.Message.ShouldContain(certificate.CertificateFile);
    }
}
