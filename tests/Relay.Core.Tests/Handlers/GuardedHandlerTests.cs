using System.Net;
using Relay.Core.Handlers;
using Relay.Core.Handlers.Guarding;
using Relay.Core.Handlers.Tables;
using Relay.Sdk.Authentication;
using Relay.Sdk.Events;
using Relay.Sdk.Filters;
using Relay.Sdk.Lookups;
using Relay.Sdk.Mail;
using Relay.Sdk.Plugins;
using Relay.Sdk.Routing;
using Relay.Sdk.Tls;

namespace Relay.Core.Tests.Handlers;

/// <summary>What a failure of each kind of handler means under each policy.</summary>
public sealed class GuardedHandlerTests
{
    private static readonly RouteQuery Query = new(Mailbox.Parse("bob@dest.example"), ReversePath.Null);
    private static readonly PasswordCredentials Credentials = new("alice", "secret", IPAddress.Loopback);

    private static readonly TlsTarget Target = new()
    {
        Domain = MailDomain.Parse("dest.example"),
        HostName = "mx.dest.example",
        Port = 25,
        Addresses = [IPAddress.Parse("192.0.2.2")],
        Transport = "remote",
    };

    private static readonly TlsHandshake Handshake = new()
    {
        EndPoint = new IPEndPoint(IPAddress.Parse("192.0.2.2"), 25),
        Chain = [],
        Facts = new TlsFacts { Version = "TLSv1.3", CipherSuite = "TLS_AES_128_GCM_SHA256" },
    };

    [Theory]
    [InlineData(FailurePolicy.Tempfail, typeof(RouteAnswer.Unavailable))]
    [InlineData(FailurePolicy.Suspend, typeof(RouteAnswer.Unavailable))]
    [InlineData(FailurePolicy.Reject, typeof(RouteAnswer.Undeliverable))]
    [InlineData(FailurePolicy.Ignore, typeof(RouteAnswer.Pass))]
    public async Task Router_that_throws(FailurePolicy policy, Type answer)
    {
        IRouter router = Publish(policy, (table, guard) => table.AddRouter(new Broken(), guard)).Routers[0];

        (await router.RouteAsync(Query, CancellationToken.None)).ShouldBeOfType(answer);
    }

    [Theory]
    [InlineData(FailurePolicy.Tempfail, typeof(AuthenticationResult.Unavailable))]
    [InlineData(FailurePolicy.Reject, typeof(AuthenticationResult.Denied))]
    [InlineData(FailurePolicy.Ignore, typeof(AuthenticationResult.Unknown))]
    public async Task Authenticator_that_throws(FailurePolicy policy, Type answer)
    {
        IAuthenticator authenticator = Publish(policy, (table, guard) => table.AddAuthenticator(new Broken(), guard)).Authenticators[0];

        (await authenticator.AuthenticateAsync(Credentials, CancellationToken.None)).ShouldBeOfType(answer);
        authenticator.ShouldNotBeAssignableTo<IScramCredentialSource>();
    }

    [Fact]
    public async Task Authenticator_with_scram_verifiers_keeps_them_and_fails_as_an_unreadable_source()
    {
        IAuthenticator authenticator = Publish(FailurePolicy.Tempfail,
            (table, guard) => table.AddAuthenticator(new Scram(), guard)).Authenticators[0];
        IScramCredentialSource source = authenticator.ShouldBeAssignableTo<IScramCredentialSource>()!;

        (await source.FindVerifierAsync("unknown", CancellationToken.None)).ShouldBeNull();
        (await Should.ThrowAsync<IOException>(async () => await source.FindVerifierAsync("broken", CancellationToken.None))).Message.ShouldContain(
            "incident");
    }

    [Theory]
    [InlineData(FailurePolicy.Tempfail, typeof(Verdict.Deferred))]
    [InlineData(FailurePolicy.Reject, typeof(Verdict.Rejected))]
    [InlineData(FailurePolicy.Ignore, typeof(Verdict.Continued))]
    public async Task Filter_that_throws(FailurePolicy policy, Type verdict)
    {
        IMessageFilter filter = Publish(policy, (table, guard) => table.AddFilter(new Broken(), guard)).Filters[0];

        FilterResult result = await filter.FilterAsync(null!, CancellationToken.None);

        result.Verdict.ShouldBeOfType(verdict);
        result.Edits.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(FailurePolicy.Tempfail)]
    [InlineData(FailurePolicy.Reject)]
    [InlineData(FailurePolicy.Ignore)]
    public async Task Lookup_that_throws_is_unavailable_under_every_policy(FailurePolicy policy)
    {
        LookupHandle lookup = Publish(policy, (table, guard) => table.AddLookup("broken", new LookupOptions(), new Broken(),
            guard)).Lookups["broken"];

        (await lookup.FindAsync(new LookupQuery("key"), CancellationToken.None)).ShouldBeOfType<LookupResult.Unavailable>();
        (await lookup.FindAsync($"GET {"text"}", CancellationToken.None)).ShouldBeOfType<LookupResult.Unavailable>().Reason.ShouldContain("incident");
        Should.Throw<InvalidOperationException>(() => lookup.Quote("text")).Message.ShouldContain("incident");
    }

    [Fact]
    public async Task Tls_policy_that_throws_makes_the_host_unusable()
    {
        ITlsPolicy policy = Publish(FailurePolicy.Tempfail,
            (table, guard) => table.AddTlsPolicy(TlsPolicyKind.Local, new Broken(), guard)).TlsPolicies[0].Policy;

        (await policy.RequireAsync(Target, CancellationToken.None)).ShouldBeOfType<TlsRequirement.HostSkip>().IsFailure.ShouldBeTrue();
        (await policy.VerifyAsync(Target, Handshake, CancellationToken.None)).ShouldBeOfType<TlsFinding.Indeterminate>();
    }

    [Fact]
    public async Task Tls_policy_that_is_ignored_still_verifies_nothing_by_failing()
    {
        ITlsPolicy policy = Publish(FailurePolicy.Ignore,
            (table, guard) => table.AddTlsPolicy(TlsPolicyKind.Local, new Broken(), guard)).TlsPolicies[0].Policy;

        (await policy.RequireAsync(Target, CancellationToken.None)).ShouldBe(TlsRequirement.None);
        (await policy.VerifyAsync(Target, Handshake, CancellationToken.None)).ShouldBeOfType<TlsFinding.Indeterminate>();
    }

    [Fact]
    public void A_tls_policy_is_called_like_its_plugin_and_where_that_has_several_like_its_handler_too()
    {
        HandlerTrial trial = new();
        trial.Add((table, guard) => table.AddTlsPolicy(TlsPolicyKind.Local, new Broken(), guard));
        trial.Publish().TlsPolicies.Select(policy => policy.Name).ShouldBe(["trial"]);

        trial.Add((table, guard) => table.AddTlsPolicy(TlsPolicyKind.Dane, new Broken(), guard));
        trial.Publish().TlsPolicies.Select(policy => policy.Name).ShouldBe(["trial/handler-0", "trial/handler-1"]);
    }

    private static CurrentHandlers Publish(FailurePolicy policy, Action<HandlerTableBuilder, HandlerGuard> add)
    {
        HandlerTrial trial = new();
        trial.Add(add, new HandlerCallOptions { OnError = policy });
        return trial.Publish();
    }

    private sealed class Broken : IRouter, IAuthenticator, IMessageFilter, IMailLookup, ITlsPolicy
    {
        public ValueTask<RouteAnswer> RouteAsync(RouteQuery query, CancellationToken cancellationToken) => throw new InvalidOperationException();

        public ValueTask<AuthenticationResult> AuthenticateAsync(PasswordCredentials credentials, CancellationToken cancellationToken) =>
            throw new InvalidOperationException();

        public ValueTask<FilterResult> FilterAsync(MessageOffered message, CancellationToken cancellationToken) =>
            throw new InvalidOperationException();

        public ValueTask<LookupResult> FindAsync(LookupQuery query, CancellationToken cancellationToken) => throw new InvalidOperationException();

        public string Quote(string text) => throw new InvalidOperationException();

        public ValueTask<TlsRequirement> RequireAsync(TlsTarget target, CancellationToken cancellationToken) => throw new InvalidOperationException();

        public ValueTask<TlsFinding> VerifyAsync(TlsTarget target, TlsHandshake handshake, CancellationToken cancellationToken) =>
            throw new InvalidOperationException();
    }

    private sealed class Scram : IAuthenticator, IScramCredentialSource
    {
        public ValueTask<AuthenticationResult> AuthenticateAsync(PasswordCredentials credentials, CancellationToken cancellationToken) =>
            new(AuthenticationResult.NotKnown);

        public ValueTask<ScramVerifier?> FindVerifierAsync(string user, CancellationToken cancellationToken) =>
            user == "unknown" ? default : throw new InvalidOperationException();
    }
}
