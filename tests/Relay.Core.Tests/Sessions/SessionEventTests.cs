using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using Relay.Core.Sessions.Authentication;
using Relay.Core.Settings;
using Relay.Core.Tests.Delivery;
using Relay.Sdk.Events;
using Relay.Sdk.Testing;
using Relay.Sdk.Testing.Clients;
using Relay.Sdk.Tls;
using Relay.TestKit.Peers;
using Relay.TestKit.Sessions;

namespace Relay.Core.Tests.Sessions;

/// <summary>What observers hear of sessions, in clear text and under TLS.</summary>
public sealed class SessionEventTests : IAsyncLifetime, IDisposable
{
    private readonly TemporaryFolder folder = new("events");
    private readonly TestCertificate certificate = new();

    private string Credentials => Path.Combine(folder.Path, "users");

    public async ValueTask InitializeAsync() => await CredentialFile.AddAsync(Credentials, "alice", "secret");

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    public void Dispose()
    {
        folder.Dispose();
        certificate.Dispose();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Errors_of_a_client_are_told_with_the_command_and_the_reply(bool tls)
    {
        ScriptedHandlers handlers = new ScriptedHandlers().Observing<SyntaxFailed>().Observing<ProtocolFailed>();
        await using TestServer server = await TestServer.StartAsync(listener: tls ? certificate.Listener(ListenerTls.Implicit)
            : new ListenerSettings(), handlers: handlers);
        await using ScriptedClient client = await server.ConnectAsync();
        if (tls)
            await client.StartTlsAsync();
        await client.TalkAsync("""
            S: 220 *
            C: EHLO client.example
            S: 250 *
            C: NONSENSE here
            S: 500 *
            C: DATA
            S: 503 *
            C: MAIL FROM:<no
            S: 501 *
            """);

        ConnectionNotice[] told = [.. handlers.Notices];
        told.Select(static notice => notice.Name).ShouldBe(["smtp:fail:syntax", "smtp:fail:protocol", "smtp:fail:syntax"]);
        told.Select(static notice => (notice as SyntaxFailed)?.Command ?? (notice as ProtocolFailed)?.Command)
            .ShouldBe(["NONSENSE here", "DATA", "MAIL FROM:<no"]);
        told.ShouldAllBe(notice => notice.Client!.Helo == "client.example" && (notice.Tls != null) == tls && notice.Data!.Length > 0);
        told.Select(static notice => notice.EventId).ShouldBeUnique();
    }

    [Fact]
    public async Task What_AUTH_carries_is_not_told()
    {
        ScriptedHandlers handlers = new ScriptedHandlers().Observing<SyntaxFailed>();
        await using TestServer server = await TestServer.StartAsync(handlers: handlers);
        await using ScriptedClient client = await server.GreetAsync();
        await client.AskAsync($"AUTH PLAIN {Base64("\0alice\0secret")}");

        handlers.Notices.ShouldHaveSingleItem().ShouldBeOfType<SyntaxFailed>().Command.ShouldBe("AUTH PLAIN");
    }

    [Fact]
    public async Task Nothing_is_made_of_errors_that_nobody_observes()
    {
        var handlers = new ScriptedHandlers();
        await using TestServer server = await TestServer.StartAsync(handlers: handlers);
        await using ScriptedClient client = await server.GreetAsync();
        (await client.AskAsync("NONSENSE")).ShouldStartWith("500");

        handlers.Notices.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(ListenerTls.Starttls)]
    [InlineData(ListenerTls.Implicit)]
    public async Task A_handshake_that_fails_is_told(ListenerTls kind)
    {
        ScriptedHandlers handlers = new ScriptedHandlers().Observing<HandshakeFailed>();
        await using TestServer server = await TestServer.StartAsync(listener: certificate.Listener(kind), handlers: handlers);
        await using ScriptedClient client = await server.ConnectAsync();
        if (kind == ListenerTls.Starttls)
        {
            await client.ExpectAsync("220 *");
            await client.AskAsync("EHLO client.example");
            await client.AskAsync("STARTTLS");
        }

        await client.SendAsync("this is no handshake, and long enough to be seen as none\r\n");
        await client.ExpectCloseAsync();

        HandshakeFailed failed = handlers.Notices.ShouldHaveSingleItem().ShouldBeOfType<HandshakeFailed>();
        failed.Problem.ShouldNotBeEmpty();
        failed.Client!.Remote.Address.ShouldBe(System.Net.IPAddress.Loopback);
    }

    [Theory]
    [InlineData(ListenerTls.Starttls, false)]
    [InlineData(ListenerTls.Starttls, true)]
    [InlineData(ListenerTls.Implicit, false)]
    [InlineData(ListenerTls.Implicit, true)]
    public async Task A_handshake_that_takes_too_long_or_that_the_client_leaves_is_told(ListenerTls kind, bool leaves)
    {
        var clock = new FakeTimeProvider();
        ScriptedHandlers handlers = new ScriptedHandlers().Observing<HandshakeFailed>();
        await using TestServer server = await TestServer.StartAsync(listener: certificate.Listener(kind), handlers: handlers, clock: clock);
        await using ScriptedClient client = await server.ConnectAsync();
        if (kind == ListenerTls.Starttls)
        {
            await client.ExpectAsync("220 *");
            await client.AskAsync("EHLO client.example");
            await client.AskAsync("STARTTLS");
        }

        await client.SendAsync("\x16\x03\x01"); // the beginning of a handshake
        if (leaves)
            client.Finish();
        await clock.AdvanceUntilAsync(client.ExpectCloseAsync(), leaves ? TimeSpan.Zero : TimeSpan.FromSeconds(1));
        await server.FinishAsync();

        HandshakeFailed failed = handlers.Notices.ShouldHaveSingleItem().ShouldBeOfType<HandshakeFailed>();
        failed.Data.ShouldNotBeNullOrEmpty();
        (failed.Data == "not finished within 30 s").ShouldBe(!leaves, failed.Data);
        (failed.Client!.Remote.Port, failed.Host, failed.Tls).ShouldBe((client.EndPoint.Port, null, null));
    }

    [Fact]
    public async Task A_handshake_that_a_stop_of_the_relay_cuts_off_is_not_told()
    {
        using var log = new CapturedLog();
        ScriptedHandlers handlers = new ScriptedHandlers().Observing<HandshakeFailed>();
        TestServer server = await TestServer.StartAsync(listener: certificate.Listener(ListenerTls.Implicit), handlers: handlers, loggers: log);
        await using ScriptedClient client = await server.ConnectAsync();
        await TestServer.UntilAsync(() => server.Server.Sessions == 1);
        await server.DisposeAsync();
        await client.ExpectCloseAsync();

        log.Lines.ShouldContain(static line => line.Contains("TLS with 127.0.0.1 failed: the relay stops", StringComparison.Ordinal));
        handlers.Notices.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_mechanism_that_is_not_offered_is_an_error_of_the_protocol_and_no_failed_authentication()
    {
        ScriptedHandlers handlers = new ScriptedHandlers { DecidesAll = true }.Observing<Notice>();
        await using TestServer server = await TestServer.StartAsync(
            new AcceptSettings { Credentials = Credentials, AuthWithoutTls = true }, new ListenerSettings { Auth = ListenerAuth.Optional }, handlers);
        await using ScriptedClient client = await server.GreetAsync();
        (await client.AskAsync("AUTH CRAM-MD5")).ShouldStartWith("504");

        ProtocolFailed failed = handlers.Notices.ShouldHaveSingleItem().ShouldBeOfType<ProtocolFailed>();
        (failed.Command, failed.Reply.Code).ShouldBe(("AUTH CRAM-MD5", 504));
        handlers.Moments.OfType<AuthenticationRefused>().ShouldBeEmpty();
    }

    [Theory]
    [InlineData(null)]
    [InlineData("a wrong password for alice")]
    public async Task A_failed_authentication_is_told_and_its_log_line_can_be_worded(string? text)
    {
        var log = new CapturedLog();
        ScriptedHandlers handlers = new ScriptedHandlers { LogText = text }.Observing<AuthenticationFailed>();
        await using TestServer server = await TestServer.StartAsync(
            new AcceptSettings { Credentials = Credentials, AuthWithoutTls = true }, new ListenerSettings { Auth = ListenerAuth.Optional }, handlers,
            loggers: log);
        await using ScriptedClient client = await server.GreetAsync();
        (await client.AskAsync($"AUTH PLAIN {Base64("\0alice\0wrong")}")).ShouldStartWith("535");

        AuthenticationFailed failed = handlers.Notices.ShouldHaveSingleItem().ShouldBeOfType<AuthenticationFailed>();
        (failed.Mechanism, failed.User, failed.Reply.Code).ShouldBe(("PLAIN", "alice", 535));
        failed.Data.ShouldNotBeNull().ShouldStartWith("535 ");
        log.Lines.Any(static line => line.Contains("failed to authenticate", StringComparison.Ordinal)).ShouldBe(text is null);
        log.Lines.Any(line => text is not null && line.Contains(text, StringComparison.Ordinal)).ShouldBe(text is not null);
    }

    [Theory]
    [InlineData(ListenerTls.Starttls, null)]
    [InlineData(ListenerTls.Implicit, null)]
    [InlineData(ListenerTls.Implicit, "not this client")]
    public async Task A_clients_certificate_is_shown_where_the_listener_asks_for_it_and_a_refusal_ends_nothing(ListenerTls kind, string? refusal)
    {
        ScriptedHandlers handlers = new ScriptedHandlers().Observing<CertificateSeen>()
            .OnCertificate(_ => refusal is null ? CertificateVerdict.Accept : CertificateVerdict.Refuse(refusal));
        ListenerSettings listener = certificate.Listener(kind) with { ClientCertificates = ClientCertificateRule.Request };
        await using TestServer server = await TestServer.StartAsync(listener: listener, handlers: handlers);
        using X509Certificate2 own = ClientCertificate();
        await using ScriptedClient client = await ConnectAsync(server, kind, own);
        (await client.SendMessageAsync("x: y")).ShouldStartWith("250 2.0.0");

        CertificatePresented moment = handlers.Moments.OfType<CertificatePresented>().ShouldHaveSingleItem();
        (moment.Certificate.Subject, moment.Certificate.Depth, moment.Host).ShouldBe(("CN=client.example", 0, null));
        moment.Certificate.Origin.ShouldBe(CertificateOrigin.Wire);
        moment.Client.ShouldNotBeNull().Tls.ShouldNotBeNull().PeerSubject.ShouldBe("CN=client.example");
        CertificateSeen seen = handlers.Notices.ShouldHaveSingleItem().ShouldBeOfType<CertificateSeen>();
        (seen.Data, seen.Refusal).ShouldBe(("0", refusal));
    }

    [Theory]
    [InlineData(ListenerTls.Starttls)]
    [InlineData(ListenerTls.Implicit)]
    public async Task The_certificate_of_a_client_of_another_make_is_shown(ListenerTls kind)
    {
        ScriptedHandlers handlers = new ScriptedHandlers().Observing<CertificateSeen>();
        ListenerSettings listener = certificate.Listener(kind) with { ClientCertificates = ClientCertificateRule.Request };
        await using TestServer server = await TestServer.StartAsync(listener: listener, handlers: handlers);
        using X509Certificate2 own = ClientCertificate();
        string pem = own.ExportCertificatePem() + "\n" + own.GetRSAPrivateKey()!.ExportPkcs8PrivateKeyPem();
        byte[] wish = JsonSerializer.SerializeToUtf8Bytes(new { port = server.EndPoint.Port, @implicit = kind == ListenerTls.Implicit, pem });
        (await PythonScript.RunAsync("client_certificate.py", wish)).GetProperty("code").GetInt32().ShouldBe(250);

        CertificateSeen seen = handlers.Notices.ShouldHaveSingleItem().ShouldBeOfType<CertificateSeen>();
        seen.Certificate.Der.ToArray().ShouldBe(own.RawData);
        (seen.Client!.Remote.Address.ToString(), seen.Tls!.PeerSubject).ShouldBe(("127.0.0.1", "CN=client.example"));
    }

    [Fact]
    public async Task A_client_without_a_certificate_is_as_welcome()
    {
        ScriptedHandlers handlers = new ScriptedHandlers().Observing<CertificateSeen>();
        ListenerSettings listener = certificate.Listener(ListenerTls.Implicit) with { ClientCertificates = ClientCertificateRule.Request };
        await using TestServer server = await TestServer.StartAsync(listener: listener, handlers: handlers);
        await using ScriptedClient client = await ConnectAsync(server, ListenerTls.Implicit, null);
        (await client.SendMessageAsync("x: y")).ShouldStartWith("250 2.0.0");

        handlers.Notices.ShouldBeEmpty();
    }

    private static async Task<ScriptedClient> ConnectAsync(TestServer server, ListenerTls kind, X509Certificate2? own)
    {
        ScriptedClient client = await server.ConnectAsync();
        if (kind == ListenerTls.Starttls)
        {
            await client.ExpectAsync("220 *");
            await client.AskAsync("EHLO client.example");
            await client.AskAsync("STARTTLS");
        }

        SslStream tls = await client.StartTlsAsync(own: own);
        tls.IsAuthenticated.ShouldBeTrue();
        if (kind == ListenerTls.Implicit)
            await client.ExpectAsync("220 *");
        (await client.AskAsync("EHLO client.example")).ShouldStartWith("250");
        return client;
    }

    private static X509Certificate2 ClientCertificate()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=client.example", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using X509Certificate2 made = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, new DateTimeOffset(2100, 1, 1, 0, 0, 0, TimeSpan.Zero));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null, X509KeyStorageFlags.Exportable);
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
