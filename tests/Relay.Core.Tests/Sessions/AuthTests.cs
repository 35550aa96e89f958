using System.Net.Security;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using Relay.Core.Sessions.Authentication;
using Relay.Core.Settings;
using Relay.Sdk.Authentication;
using Relay.Sdk.Lists;
using Relay.Sdk.Testing.Clients;
using Relay.TestKit.Peers;
using Relay.TestKit.Sessions;

namespace Relay.Core.Tests.Sessions;

public sealed class AuthTests : IAsyncLifetime, IDisposable
{
    private static readonly ListenerSettings Optional = new() { Auth = ListenerAuth.Optional };
    private readonly TemporaryFolder folder = new("auth");
    private readonly TestCertificate certificate = new();
    private readonly FakeTimeProvider clock = new();

    private string Credentials => Path.Combine(folder.Path, "users");

    public async ValueTask InitializeAsync() => await CredentialFile.AddAsync(Credentials, "alice", "secret");

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    public void Dispose()
    {
        folder.Dispose();
        certificate.Dispose();
    }

    [Fact]
    public async Task AUTH_is_offered_under_TLS_only()
    {
        await using TestServer server = await TestServer.StartAsync(
            new() { Credentials = Credentials }, certificate.Listener(ListenerTls.Starttls, ListenerAuth.Optional));
        await using ScriptedClient client = await server.ConnectAsync();
        await client.ExpectAsync("220 *");
        (await client.AskAsync("EHLO c.example")).ShouldNotContain("AUTH");
        (await client.AskAsync("AUTH PLAIN")).ShouldStartWith("538 5.7.11");
        (await client.AskAsync("MAIL FROM:<a@b.example> AUTH=<>")).ShouldStartWith("555");
        (await client.AskAsync("STARTTLS")).ShouldStartWith("220");
        await using SslStream tls = await client.StartTlsAsync();
        (await client.AskAsync("EHLO c.example")).ShouldContain("AUTH SCRAM-SHA-256 PLAIN LOGIN");
        (await client.AskAsync($"AUTH PLAIN {Base64("\0alice\0secret")}")).ShouldStartWith("235 2.7.0");
        (await client.AskAsync("MAIL FROM:<a@b.example> AUTH=<>")).ShouldStartWith("250");
        (await client.AskAsync("RSET")).ShouldStartWith("250");
        (await client.SendMessageAsync("x: y")).ShouldStartWith("250");
        server.Spool.Messages.ShouldHaveSingleItem().Received.ShouldContain(" with ESMTPSA ");
    }

    [Theory]
    [InlineData("alice", "secret", "235 2.7.0")]
    [InlineData("alice", "wrong", "535 5.7.8")]
    [InlineData("bob", "secret", "535 5.7.8")]
    public async Task PLAIN_and_LOGIN_are_served_with_and_without_initial_response(string user, string password, string expected)
    {
        await using TestServer server = await StartAsync(Optional);
        await using ScriptedClient plain = await server.GreetAsync();
        (await plain.AskAsync("AUTH PLAIN")).ShouldBe("334 ");
        (await clock.AskAsync(plain, Base64($"\0{user}\0{password}"))).ShouldStartWith(expected);
        await using ScriptedClient login = await server.GreetAsync();
        (await login.AskAsync("auth login")).ShouldBe($"334 {Base64("Username:")}");
        (await login.AskAsync(Base64(user))).ShouldBe($"334 {Base64("Password:")}");
        (await clock.AskAsync(login, Base64(password))).ShouldStartWith(expected);
        await using ScriptedClient initial = await server.GreetAsync();
        (await initial.AskAsync($"AUTH LOGIN {Base64(user)}")).ShouldBe($"334 {Base64("Password:")}");
        (await clock.AskAsync(initial, Base64(password))).ShouldStartWith(expected);
    }

    [Fact]
    public async Task A_long_challenge_is_one_line_and_a_line_of_the_exchange_that_is_too_long_is_told_so()
    {
        await using TestServer server = await StartAsync(Optional);
        await using ScriptedClient client = await server.GreetAsync();
        string nonce = new('n', 1500);
        string challenge = await client.AskAsync($"AUTH SCRAM-SHA-256 {Base64($"n,,n=alice,r={nonce}")}");
        challenge.ShouldStartWith("334 ");
        Encoding.ASCII.GetString(Convert.FromBase64String(challenge[4..])).ShouldStartWith($"r={nonce}");
        (await client.AskAsync(new string('x', 12_287))).ShouldStartWith("500 5.5.6");
        (await client.AskAsync("NOOP")).ShouldStartWith("250");
    }

    [Fact]
    public async Task An_authenticated_client_may_send_anywhere_and_others_may_not()
    {
        await using TestServer server = await StartAsync(Optional);
        await using ScriptedClient client = await server.GreetAsync();
        await client.TalkAsync($"""
            C: MAIL FROM:<alice@sender.example>
            S: 250 *
            C: RCPT TO:<bob@dest.example>
            S: 550 5.7.1 *
            C: RSET
            S: 250 *
            C: AUTH PLAIN {Base64("\0alice\0secret")}
            S: 235 *
            C: AUTH PLAIN {Base64("\0alice\0secret")}
            S: 503 *
            """);
        (await client.SendMessageAsync("x: y")).ShouldStartWith("250");
        server.Spool.Messages.ShouldHaveSingleItem().Received.ShouldContain(" with ESMTPA ");
    }

    [Fact]
    public async Task Where_AUTH_is_required_MAIL_waits_for_it()
    {
        await using TestServer server = await StartAsync(new ListenerSettings { Auth = ListenerAuth.Required });
        await using ScriptedClient client = await server.GreetAsync();
        await client.TalkAsync($"""
            C: MAIL FROM:<alice@sender.example>
            S: 530 5.7.0 *
            C: AUTH PLAIN {Base64("\0alice\0secret")}
            S: 235 *
            C: MAIL FROM:<alice@sender.example>
            S: 250 *
            """);
    }

    [Theory]
    [InlineData("AUTH", "501 5.5.4")]
    [InlineData("AUTH CRAM-MD5", "504 5.5.4")]
    [InlineData("AUTH PLAIN !!!", "501 5.5.2")]
    [InlineData("AUTH PLAIN *", "501 5.5.2")]
    [InlineData("AUTH PLAIN =", "535 5.7.8")]
    [InlineData("AUTH PLAIN|*", "501 5.7.0")]
    [InlineData("AUTH PLAIN|a b", "501 5.5.2")]
    [InlineData("AUTH PLAIN|", "535 5.7.8")]
    [InlineData("AUTH LOGIN|*", "501 5.7.0")]
    public async Task A_broken_exchange_ends_with_its_own_reply(string lines, string expected)
    {
        await using TestServer server = await StartAsync(Optional);
        await using ScriptedClient client = await server.GreetAsync();
        string reply = "";
        foreach (string line in lines.Split('|'))
            reply = await clock.AskAsync(client, line);
        reply.ShouldStartWith(expected);
        (await client.AskAsync("NOOP")).ShouldStartWith("250");
    }

    [Fact]
    public async Task A_long_initial_response_fits_into_the_line()
    {
        await using TestServer server = await StartAsync(Optional);
        await using ScriptedClient client = await server.GreetAsync();
        (await clock.AskAsync(client, $"AUTH PLAIN {Base64("\0alice\0" + new string('x', 8000))}")).ShouldStartWith("535");
        (await client.AskAsync("AUTH PLAIN")).ShouldStartWith("334");
        (await client.AskAsync(new string('A', 13_000))).ShouldStartWith("500");
        (await client.AskAsync("NOOP")).ShouldStartWith("250");
    }

    [Fact]
    public async Task Authenticators_of_plugins_are_asked_and_one_that_cannot_say_defers()
    {
        var handlers = new ScriptedHandlers { Authenticators = [new Answering(AuthenticationResult.NotNow("the directory is away"))] };
        await using TestServer server = await TestServer.StartAsync(new() { AuthWithoutTls = true }, Optional, handlers);
        await using ScriptedClient client = await server.GreetAsync();
        (await client.AskAsync($"AUTH PLAIN {Base64("\0carol\0x")}")).ShouldStartWith("454 4.7.0");
        handlers.Authenticators = [new Answering(AuthenticationResult.Accept("carol"))];
        (await client.AskAsync($"AUTH PLAIN {Base64("\0carol\0x")}")).ShouldStartWith("235 2.7.0");
    }

    [Fact]
    public async Task Without_anybody_to_ask_AUTH_is_not_offered()
    {
        await using TestServer server = await TestServer.StartAsync(new() { AuthWithoutTls = true }, Optional);
        await using ScriptedClient client = await server.GreetAsync();
        (await client.AskAsync("EHLO c.example")).ShouldNotContain("AUTH");
        (await client.AskAsync("AUTH PLAIN")).ShouldStartWith("502");
    }

    [Fact]
    public async Task Each_failure_of_a_session_is_answered_later_and_the_last_ends_it()
    {
        await using TestServer server = await StartAsync(Optional, new() { MaxAuthFailures = 5 });
        await using ScriptedClient client = await server.GreetAsync();
        foreach (int seconds in (int[])[1, 2, 4, 8, 8])
        {
            Task<string> reply = client.AskAsync("AUTH PLAIN =");
            long asked = clock.GetTimestamp();
            await clock.AdvanceUntilAsync(reply, TimeSpan.FromMilliseconds(50));
            (await reply).ShouldStartWith("535 5.7.8");
            clock.GetElapsedTime(asked).ShouldBeGreaterThanOrEqualTo(TimeSpan.FromSeconds(seconds));
        }

        await client.ExpectAsync("421 4.7.0 Too many failed logins*");
        await client.ExpectCloseAsync();
    }

    [Fact]
    public async Task A_right_password_is_answered_at_once_whatever_came_before()
    {
        await using TestServer server = await StartAsync(Optional);
        await using ScriptedClient client = await server.GreetAsync();
        (await clock.AskAsync(client, "AUTH PLAIN =")).ShouldStartWith("535");
        (await client.AskAsync($"AUTH PLAIN {Base64("\0alice\0secret")}")).ShouldStartWith("235");
    }

    [Fact]
    public async Task An_address_with_too_many_failures_gets_no_further_try_until_some_are_forgotten()
    {
        await using TestServer server = await StartAsync(Optional, new() { MaxAuthFailuresPerHost = 3 });
        for (int i = 0; i < 3; i++)
        {
            await using ScriptedClient guesser = await server.GreetAsync();
            (await clock.AskAsync(guesser, "AUTH PLAIN =")).ShouldStartWith("535");
        }

        await using ScriptedClient late = await server.GreetAsync();
        await using ScriptedClient other = await ScriptedClient.ConnectAsync(server.EndPoint, System.Net.IPAddress.Parse("127.0.0.9"));
        (await late.AskAsync($"AUTH PLAIN {Base64("\0alice\0secret")}")).ShouldStartWith("421 4.7.0 Too many failed logins");
        await late.ExpectCloseAsync();
        await other.ExpectAsync("220 *");
        await other.AskAsync("EHLO c.example");
        (await other.AskAsync($"AUTH PLAIN {Base64("\0alice\0secret")}")).ShouldStartWith("235");
        clock.Advance(TimeSpan.FromMinutes(4));
        await using ScriptedClient again = await server.GreetAsync();
        (await again.AskAsync($"AUTH PLAIN {Base64("\0alice\0secret")}")).ShouldStartWith("235");
    }

    [Theory]
    [InlineData("m\u00b2-\u00b5\u00bc\u00b4", "m2-\u03bc1\u20444 \u0301")]
    [InlineData("caf\u00e9", "cafe\u0301")]
    [InlineData("\u2168", "IX")]
    [InlineData("a\u00a0b\u00ad", "a b")]
    public async Task A_password_is_prepared_alike_whatever_its_form_and_the_mechanism(string entered, string sent)
    {
        await CredentialFile.AddAsync(Credentials, "bob", entered);
        await using TestServer server = await StartAsync(Optional);
        foreach (string mechanism in (string[])["PLAIN", "LOGIN", "SCRAM-SHA-256"])
        {
            foreach (string password in (string[])[entered, sent])
            {
                await using ScriptedClient client = await server.GreetAsync();
                (await client.AuthenticateAsync(new Login(mechanism, "bob", password))).ShouldStartWith("235");
            }
        }
    }

    private Task<TestServer> StartAsync(ListenerSettings listener, AcceptSettings? accept = null) =>
        TestServer.StartAsync((accept ?? new()) with { AuthWithoutTls = true, Credentials = Credentials, RelayFromHosts = HostList.None }, listener,
            clock: clock);

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private sealed class Answering(AuthenticationResult answer) : IAuthenticator
    {
        public ValueTask<AuthenticationResult> AuthenticateAsync(PasswordCredentials credentials, CancellationToken cancellationToken) =>
            ValueTask.FromResult(answer);
    }
}
