using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Relay.Core.Delivery;
using Relay.Core.Handlers;
using Relay.Core.Handlers.Tables;
using Relay.Core.Routing;
using Relay.Core.Sessions.Authentication;
using Relay.Core.Settings;
using Relay.Core.Tests.Delivery;
using Relay.Core.Tests.Sealing;
using Relay.Core.Tests.Sessions;
using Relay.Sdk.Authentication;
using Relay.Sdk.Dns;
using Relay.Sdk.Events;
using Relay.Sdk.Filters;
using Relay.Sdk.Mail;
using Relay.Sdk.Routing;
using Relay.Sdk.Testing.Clients;
using Relay.Sdk.Testing.Dns;
using Relay.Sdk.Testing.Hosts;
using Relay.Sdk.Testing.Tls;
using Relay.Sdk.Tls;
using Relay.TestKit.Sessions;

namespace Relay.Core.Tests.Handlers;

/// <summary>
/// The handler table is replaced in the middle of an event, between its first handler and the next one: the event asks the handlers of the table that
/// it began with, and their plugins are not stopped before it is over.
/// </summary>
public sealed class EventLeaseTests
{
    private static readonly TimeSpan GiveUp = TimeSpan.FromSeconds(30);
    private readonly HandlerTrial trial = new();
    private CurrentHandlers handlers = null!;
    private HandlerTable? last;
    private bool wasHeld;

    [Fact]
    public async Task A_policy_that_required_verification_is_asked_to_verify_the_handshake()
    {
        trial.Add((table, guard) => table.AddTlsPolicy(TlsPolicyKind.Local, new Policy(Look), guard));
        handlers = trial.Publish();
        await using ScriptedHost peer = ScriptedHost.Start(new HostManners { Certificate = TestCertificates.SelfSigned, Answer = ChangeAtStartTls });

        await using (IOutboundSession session = await new Outbound { Settings = new TransportSettings(), Handlers = handlers }.ConnectAsync(peer))
            session.Tls.ShouldNotBeNull().Verified.ShouldBe("policy");

        await ShouldHaveBeenHeldAsync();

        string? ChangeAtStartTls(string command)
        {
            if (command == "STARTTLS")
                Change();
            return null;
        }
    }

    [Fact]
    public async Task All_routers_are_asked_about_a_recipient()
    {
        trial.Add((table, guard) => table.AddRouter(new Router(Change, RouteAnswer.NoOpinion), guard));
        RouteAnswer away = RouteAnswer.ToExchangersOf(MailDomain.Parse("other.example"), "remote");
        trial.Add((table, guard) => table.AddRouter(new Router(Look, away), guard));
        handlers = trial.Publish();
        RouteTable routes = RouteTable.Read(new RelaySettings(), []).ShouldNotBeNull();

        TargetOutcome found = await new RecipientRouter(routes, handlers)
            .FindAsync(Mailbox.Parse("b@dest.example"), ReversePath.Null, TestContext.Current.CancellationToken);

        found.Target.ShouldNotBeNull().Domain.Value.ShouldBe("other.example");
        await ShouldHaveBeenHeldAsync();
    }

    [Fact]
    public async Task All_filters_see_a_message()
    {
        trial.Add((table, guard) => table.AddFilter(new Filter(Change), guard));
        trial.Add((table, guard) => table.AddFilter(new Filter(Look), guard));
        await AcceptAsync();
        await ShouldHaveBeenHeldAsync();
    }

    [Fact]
    public async Task The_decision_about_a_message_is_that_of_the_table_whose_filters_saw_it()
    {
        trial.Add((table, guard) => table.AddFilter(new Filter(Change), guard));
        trial.Decide<MessageOffered>((_, _) =>
        {
            Look();
            return new(Verdict.Continue);
        });
        await AcceptAsync();
        await ShouldHaveBeenHeldAsync();
    }

    [Fact]
    public async Task All_seals_are_put_on_a_message()
    {
        trial.Add((table, guard) => table.AddSeal(keepsEightBit: true, new ScriptedSeal((_, _) => Pass(Change)), guard));
        trial.Add((table, guard) => table.AddSeal(keepsEightBit: true, new ScriptedSeal((_, _) => Pass(Look)), guard));
        await AcceptAsync();
        await ShouldHaveBeenHeldAsync();

        static SealResult Pass(Action does)
        {
            does();
            return SealResult.Pass;
        }
    }

    [Fact]
    public async Task All_authenticators_are_asked_for_a_user()
    {
        AuthenticatorChain chain = Authenticators();

        PasswordCredentials credentials = new("alice", "secret", IPAddress.Loopback);
        (await chain.CheckAsync(credentials, TestContext.Current.CancellationToken)).ShouldBeOfType<SaslStep.Success>();

        await ShouldHaveBeenHeldAsync();
    }

    [Fact]
    public async Task All_authenticators_are_asked_for_a_verifier()
    {
        AuthenticatorChain chain = Authenticators();

        (await chain.FindVerifierAsync("alice", TestContext.Current.CancellationToken)).ShouldNotBeNull();

        await ShouldHaveBeenHeldAsync();
    }

    [Fact]
    public async Task A_resolver_is_not_stopped_before_it_has_answered()
    {
        trial.Add((table, guard) => table.AddResolver("unbound", new Resolver(Change, Look), guard));
        handlers = trial.Publish();

        ChosenResolver chosen = new(new FakeDns(), handlers) { Name = "unbound" };
        DnsAnswer answer = await chosen.ResolveAsync("x.example", DnsRecordType.A, TestContext.Current.CancellationToken);

        answer.IsUsable.ShouldBeTrue(answer.Problem);
        await ShouldHaveBeenHeldAsync();
    }

    // What the handler that is asked first does.
    private void Change() => last = handlers.Publish(new HandlerTrial().Build());

    // What the handler that is asked after that does.
    private void Look() => wasHeld = !last!.Leases.Drained.IsCompleted;

    private async Task ShouldHaveBeenHeldAsync()
    {
        wasHeld.ShouldBeTrue("the plugins of the old table may not be stopped while one of them is asked");
        await last!.Leases.Drained.WaitAsync(GiveUp, TestContext.Current.CancellationToken);
    }

    private AuthenticatorChain Authenticators()
    {
        trial.Add((table, guard) => table.AddAuthenticator(new Users(Change, knows: false), guard));
        trial.Add((table, guard) => table.AddAuthenticator(new Users(Look, knows: true), guard));
        handlers = trial.Publish();
        return new AuthenticatorChain([], TimeProvider.System, NullLogger<AuthenticatorChain>.Instance, handlers);
    }

    private async Task AcceptAsync()
    {
        handlers = trial.Publish();
        await using TestServer server = await TestServer.StartAsync(handlers: handlers);
        await using ScriptedClient client = await server.GreetAsync();
        (await client.SendMessageAsync("Subject: x")).ShouldStartWith("250 2.0.0");
    }

    private sealed class Policy(Action does) : ITlsPolicy
    {
        public ValueTask<TlsRequirement> RequireAsync(TlsTarget target, CancellationToken cancellationToken) => new(TlsRequirement.Verify("a rule"));

        public ValueTask<TlsFinding> VerifyAsync(TlsTarget target, TlsHandshake handshake, CancellationToken cancellationToken)
        {
            does();
            return new(TlsFinding.VerifiedBy("policy"));
        }
    }

    private sealed class Router(Action does, RouteAnswer answer) : IRouter
    {
        public ValueTask<RouteAnswer> RouteAsync(RouteQuery query, CancellationToken cancellationToken)
        {
            does();
            return new(answer);
        }
    }

    private sealed class Filter(Action does) : IMessageFilter
    {
        public ValueTask<FilterResult> FilterAsync(MessageOffered message, CancellationToken cancellationToken)
        {
            does();
            return new(FilterResult.Pass);
        }
    }

    private sealed class Users(Action does, bool knows) : IAuthenticator, IScramCredentialSource
    {
        public ValueTask<AuthenticationResult> AuthenticateAsync(PasswordCredentials credentials, CancellationToken cancellationToken)
        {
            does();
            return new(knows ? AuthenticationResult.Accept(credentials.User) : AuthenticationResult.NotKnown);
        }

        public ValueTask<ScramVerifier?> FindVerifierAsync(string user, CancellationToken cancellationToken)
        {
            does();
            return new(knows ? AuthenticatorChain.MockVerifier(user) : null);
        }
    }

    private sealed class Resolver(Action first, Action then) : IDnsResolver
    {
        public async ValueTask<DnsAnswer> ResolveAsync(string name, DnsRecordType type, CancellationToken cancellationToken)
        {
            first();
            await Task.Yield();
            then();
            return new DnsAnswer { Security = DnsSecurity.Insecure };
        }
    }
}
