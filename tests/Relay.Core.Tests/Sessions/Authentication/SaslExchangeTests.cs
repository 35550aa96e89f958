using System.Net;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Relay.Core.Sessions.Authentication;
using Relay.Sdk.Authentication;
using Relay.TestKit.Sessions;

namespace Relay.Core.Tests.Sessions.Authentication;

public sealed class SaslExchangeTests
{
    private readonly FakeTimeProvider time = new();

    [Theory]
    [InlineData("\0alice\0open sesame", true)]
    [InlineData("alice\0alice\0open sesame", true)]
    [InlineData("bob\0alice\0open sesame", false)]
    [InlineData("\0alice\0wrong", false)]
    [InlineData("\0bob\0open sesame", false)]
    [InlineData("alice\0open sesame", false)]
    [InlineData("\0alice\0open\0sesame", false)]
    [InlineData("\0\0open sesame", false)]
    [InlineData("\0alice\0", false)]
    [InlineData("", false)]
    public async Task PLAIN_takes_the_right_password_and_nobody_acts_for_another(string response, bool succeeds)
    {
        ISaslExchange exchange = Begin("plain", new FakeAuthenticator("alice", "open sesame"));
        SaslStep step = await StepAsync(exchange, response);
        step.ShouldBe(succeeds ? new SaslStep.Success("alice") : step.ShouldBeOfType<SaslStep.Failure>());
    }

    [Fact]
    public async Task PLAIN_without_initial_response_asks_with_an_empty_challenge()
    {
        ISaslExchange exchange = Begin("PLAIN", new FakeAuthenticator("alice", "x"));
        (await StepAsync(exchange, null)).ShouldBeOfType<SaslStep.Challenge>().Octets.Length.ShouldBe(0);
        (await StepAsync(exchange, "\0alice\0x")).ShouldBe(new SaslStep.Success("alice"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task LOGIN_asks_for_what_was_not_given_at_once(bool initial)
    {
        ISaslExchange exchange = Begin("LOGIN", new FakeAuthenticator("alice", "x"));
        if (!initial)
            Text(await StepAsync(exchange, null)).ShouldBe("Username:");
        Text(await StepAsync(exchange, "alice")).ShouldBe("Password:");
        (await StepAsync(exchange, "x")).ShouldBe(new SaslStep.Success("alice"));
    }

    [Fact]
    public async Task LOGIN_with_a_wrong_password_fails_and_never_shows_it()
    {
        ISaslExchange exchange = Begin("LOGIN", new FakeAuthenticator("alice", "x"));
        await StepAsync(exchange, "alice");
        SaslStep step = await StepAsync(exchange, "hunter2");
        step.ShouldBe(new SaslStep.Failure("wrong password", "alice"));
        step.ToString().ShouldNotContain("hunter2");
    }

    [Theory]
    [InlineData("n,,")]
    [InlineData("y,,")]
    [InlineData("n,a=alice,")]
    public async Task SCRAM_proves_both_sides(string gs2)
    {
        ISaslExchange exchange = Begin("SCRAM-SHA-256", new FakeAuthenticator("alice", "open sesame"));
        var client = new ScramClient("alice", "open sesame", gs2);
        ReadOnlyMemory<byte> serverFirst = (await exchange.StepAsync(client.First(), default)).ShouldBeOfType<SaslStep.Challenge>().Octets;
        Text(await exchange.StepAsync(client.Final(serverFirst), default)).ShouldBe(client.ExpectedServerFinal());
        (await StepAsync(exchange, "")).ShouldBe(new SaslStep.Success("alice"));
    }

    [Fact]
    public async Task SCRAM_names_may_hold_commas_and_equals_signs()
    {
        ISaslExchange exchange = Begin("SCRAM-SHA-256", new FakeAuthenticator("a,b=c", "x"));
        var client = new ScramClient("a=2Cb=3Dc", "x");
        ReadOnlyMemory<byte> serverFirst = (await exchange.StepAsync(client.First(), default)).ShouldBeOfType<SaslStep.Challenge>().Octets;
        Text(await exchange.StepAsync(client.Final(serverFirst), default)).ShouldBe(client.ExpectedServerFinal());
    }

    [Theory]
    [InlineData("alice", "wrong", null, null)]
    [InlineData("alice", "open sesame", "y,,", null)]
    [InlineData("alice", "open sesame", null, "fyko+d2lbbFgONRv9qkxdawLotherotherotherother")]
    [InlineData("mallory", "open sesame", null, null)]
    public async Task SCRAM_fails_with_a_wrong_proof_header_or_nonce(string user, string password, string? header, string? nonce)
    {
        ISaslExchange exchange = Begin("SCRAM-SHA-256", new FakeAuthenticator("alice", "open sesame"));
        var client = new ScramClient(user, password);
        ReadOnlyMemory<byte> serverFirst = (await exchange.StepAsync(client.First(), default)).ShouldBeOfType<SaslStep.Challenge>().Octets;
        (await exchange.StepAsync(client.Final(serverFirst, header, nonce), default)).ShouldBeOfType<SaslStep.Failure>().User.ShouldBe(user);
    }

    [Fact]
    public async Task SCRAM_shows_the_same_salt_for_an_unknown_user_each_time()
    {
        var mechanisms = new SaslMechanisms(Chain(new FakeAuthenticator("alice", "x")));
        string[] seen = new string[3];
        for (int i = 0; i < 3; i++)
        {
            ISaslExchange exchange = mechanisms.Begin("SCRAM-SHA-256", IPAddress.Loopback)!;
            string text = Text(await exchange.StepAsync(new ScramClient(i < 2 ? "mallory" : "trudy", "x").First(), default));
            seen[i] = text[text.IndexOf(",s=", StringComparison.Ordinal)..];
        }

        seen[1].ShouldBe(seen[0]);
        seen[2].ShouldNotBe(seen[0]);
        seen[0].ShouldEndWith(",i=" + ScramKeys.DefaultIterations);
    }

    [Theory]
    [InlineData("p=tls-unique,,n=alice,r=abc")]
    [InlineData("n,,m=x,n=alice,r=abc")]
    [InlineData("n,a=bob,n=alice,r=abc")]
    [InlineData("n,,n=al=ice,r=abc")]
    [InlineData("n,,n=,r=abc")]
    [InlineData("n,,n=alice,r=")]
    [InlineData("n,,n=alice,r=a\u00e9")]
    [InlineData("n,,n=alice")]
    [InlineData("n=alice,r=abc")]
    [InlineData("x,,n=alice,r=abc")]
    [InlineData("")]
    public async Task SCRAM_refuses_bad_first_messages(string first) =>
        (await StepAsync(Begin("SCRAM-SHA-256", new FakeAuthenticator("alice", "x")), first)).ShouldBeOfType<SaslStep.Failure>();

    [Fact]
    public async Task SCRAM_takes_nothing_after_its_end()
    {
        ISaslExchange exchange = Begin("SCRAM-SHA-256", new FakeAuthenticator("alice", "x"));
        var client = new ScramClient("alice", "x");
        ReadOnlyMemory<byte> serverFirst = ((SaslStep.Challenge)await exchange.StepAsync(client.First(), default)).Octets;
        await exchange.StepAsync(client.Final(serverFirst), default);
        (await StepAsync(exchange, "more")).ShouldBeOfType<SaslStep.Failure>();
    }

    [Fact]
    public void Arithmetic_is_that_of_RFC_7677()
    {
        ScramVerifier verifier = ScramKeys.Create("user", "pencil", Convert.FromBase64String("W22ZaJ0SNY7soEsUEjb6gQ=="), 4096);
        byte[] signed = Encoding.ASCII.GetBytes(
            "n=user,r=rOprNGfwEbeRWgbNEkqO,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096,"
            + "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0");
        byte[] proof = Convert.FromBase64String("dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=");
        ScramKeys.IsProof(verifier, signed, proof).ShouldBeTrue();
        proof[3] ^= 1;
        ScramKeys.IsProof(verifier, signed, proof).ShouldBeFalse();
        Convert.ToBase64String(System.Security.Cryptography.HMACSHA256.HashData(verifier.ServerKey.Span, signed))
            .ShouldBe("6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=");
        ScramKeys.Verify(verifier, "pencil").ShouldBeTrue();
        ScramKeys.Verify(verifier, "pencils").ShouldBeFalse();
    }

    [Fact]
    public async Task First_authenticator_that_knows_the_user_decides()
    {
        FakeAuthenticator first = new("alice", "one"), second = new("alice", "two");
        (await StepAsync(Begin("PLAIN", first, second), "\0alice\0two")).ShouldBeOfType<SaslStep.Failure>();
        second.Asked.ShouldBe(0);
        (await StepAsync(Begin("PLAIN", new FakeAuthenticator("bob", "x"), second), "\0alice\0two")).ShouldBe(new SaslStep.Success("alice"));
    }

    [Theory]
    [InlineData("PLAIN", "\0alice\0x")]
    [InlineData("SCRAM-SHA-256", "n,,n=alice,r=abc")]
    public async Task An_authenticator_of_the_relay_that_throws_makes_the_exchange_unavailable(string mechanism, string response)
    {
        var broken = new FakeAuthenticator("alice", "x") { Failure = new InvalidOperationException("down") };
        (await StepAsync(Begin(mechanism, broken, new FakeAuthenticator("alice", "x")), response)).ShouldBeOfType<SaslStep.Unavailable>();
    }

    [Fact]
    public async Task An_authenticator_of_the_relay_that_never_answers_makes_the_exchange_unavailable()
    {
        ISaslExchange exchange = Begin("PLAIN", new FakeAuthenticator("alice", "x") { Gate = new TaskCompletionSource() });
        ValueTask<SaslStep> step = StepAsync(exchange, "\0alice\0x");
        time.Advance(TimeSpan.FromSeconds(16));
        (await step).ShouldBeOfType<SaslStep.Unavailable>();
    }

    [Fact]
    public async Task A_plugins_authenticator_has_the_deadline_of_its_handler_alone()
    {
        var slow = new FakeAuthenticator("alice", "x") { Gate = new TaskCompletionSource() };
        var chain = new AuthenticatorChain([], time, NullLogger<AuthenticatorChain>.Instance, new ScriptedHandlers { Authenticators = [slow] });
        ValueTask<SaslStep> step = StepAsync(new SaslMechanisms(chain).Begin("PLAIN", IPAddress.Loopback)!, "\0alice\0x");
        time.Advance(TimeSpan.FromMinutes(1));
        slow.Gate.SetResult();
        (await step).ShouldBe(new SaslStep.Success("alice"));
    }

    [Fact]
    public void Offer_depends_on_what_the_authenticators_can_do()
    {
        new SaslMechanisms(Chain()).Offer.ShouldBe("");
        new SaslMechanisms(Chain()).Begin("PLAIN", IPAddress.Loopback).ShouldBeNull();
        var mechanisms = new SaslMechanisms(Chain(new FakeAuthenticator("a", "b")));
        mechanisms.Offer.ShouldBe("SCRAM-SHA-256 PLAIN LOGIN");
        mechanisms.Begin("CRAM-MD5", IPAddress.Loopback).ShouldBeNull();
        mechanisms.Begin("scram-sha-256", IPAddress.Loopback).ShouldNotBeNull();
    }

    private AuthenticatorChain Chain(params IAuthenticator[] authenticators) => new(authenticators, time, NullLogger<AuthenticatorChain>.Instance);

    private ISaslExchange Begin(string mechanism, params IAuthenticator[] authenticators) =>
        new SaslMechanisms(Chain(authenticators)).Begin(mechanism, IPAddress.Loopback)!;

    private static ValueTask<SaslStep> StepAsync(ISaslExchange exchange, string? text) =>
        exchange.StepAsync(text is null ? null : Encoding.UTF8.GetBytes(text), CancellationToken.None);

    private static string Text(SaslStep step) => Encoding.UTF8.GetString(step.ShouldBeOfType<SaslStep.Challenge>().Octets.Span);
}
