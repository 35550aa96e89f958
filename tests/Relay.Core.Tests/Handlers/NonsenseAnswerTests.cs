using System.Net;
using Relay.Core.Handlers.Guarding;
using Relay.Sdk.Authentication;
using Relay.Sdk.Events;
using Relay.Sdk.Filters;
using Relay.Sdk.Lookups;
using Relay.Sdk.Mail;
using Relay.Sdk.Plugins;
using Relay.Sdk.Routing;
using Relay.Sdk.Testing;
using Relay.Sdk.Tls;

namespace Relay.Core.Tests.Handlers;

/// <summary>Null, or an edit that cannot be made, in place of an answer is a failure: it neither accepts nor verifies nor loses anything.</summary>
public sealed class NonsenseAnswerTests
{
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

    [Fact]
    public async Task No_route_makes_the_recipient_wait()
    {
        HandlerTrial trial = new();
        trial.Add((table, guard) => table.AddRouter(new Gives(), guard));

        RouteAnswer answer = await trial.Publish().Routers[0]
            .RouteAsync(new RouteQuery(Mailbox.Parse("bob@dest.example"), ReversePath.Null), CancellationToken.None);

        answer.ShouldBeOfType<RouteAnswer.Unavailable>().Reason.ShouldContain("incident");
    }

    [Fact]
    public async Task No_result_of_an_authenticator_lets_nobody_in()
    {
        HandlerTrial trial = new();
        trial.Add((table, guard) => table.AddAuthenticator(new Gives(), guard));

        AuthenticationResult result = await trial.Publish().Authenticators[0]
            .AuthenticateAsync(new PasswordCredentials("alice", "x", IPAddress.Loopback), CancellationToken.None);

        result.ShouldBeOfType<AuthenticationResult.Unavailable>();
    }

    [Fact]
    public async Task A_filter_without_a_result_defers_the_message()
    {
        HandlerTrial trial = new();
        trial.Add((table, guard) => table.AddFilter(new Gives(), guard));

        FilterResult result = await trial.Publish().Filters[0].FilterAsync(null!, CancellationToken.None);

        result.Verdict.ShouldBeOfType<Verdict.Deferred>().Reply.Code.ShouldBe(451);
        result.Edits.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(FailurePolicy.Tempfail, 451)]
    [InlineData(FailurePolicy.Reject, 554)]
    [InlineData(FailurePolicy.Ignore, null)]
    public async Task A_filter_whose_edit_cannot_be_made_has_failed(FailurePolicy policy, int? code)
    {
        HandlerTrial trial = new();
        trial.Add((table, guard) => table.AddFilter(new AddsTooLongAWord(), guard), new HandlerCallOptions { OnError = policy });

        FilterResult result = await trial.Publish().Filters[0]
            .FilterAsync(SomeMoment.MessageOffered("Subject: x\r\n\r\nx\r\n"), CancellationToken.None);

        (result.Verdict as Verdict.Deferred)?.Reply.Code.ShouldBe(code!.Value);
        (result.Verdict as Verdict.Rejected)?.Reply.Code.ShouldBe(code!.Value);
        (result.Verdict is Verdict.Continued).ShouldBe(code is null);
        result.Edits.ShouldBeEmpty();
        trial.Log.Lines.ShouldContain(static line => line.Contains("trial") && line.Contains("AddHeader X-Long, which cannot be folded"));
        trial.Guards[0].Counters.Errors.ShouldBe(1);
    }

    [Fact]
    public async Task No_finding_verifies_nothing()
    {
        HandlerTrial trial = new();
        trial.Add((table, guard) => table.AddTlsPolicy(TlsPolicyKind.Local, new Gives(), guard));

        TlsFinding finding = await trial.Publish().TlsPolicies[0].Policy.VerifyAsync(Target, Handshake, CancellationToken.None);

        finding.ShouldBeOfType<TlsFinding.Indeterminate>().Reason.ShouldContain("incident");
    }

    [Fact]
    public async Task No_requirement_leaves_the_host_out()
    {
        HandlerTrial trial = new();
        trial.Add((table, guard) => table.AddTlsPolicy(TlsPolicyKind.Local, new Gives(), guard));

        TlsRequirement requirement = await trial.Publish().TlsPolicies[0].Policy.RequireAsync(Target, CancellationToken.None);

        requirement.ShouldBeOfType<TlsRequirement.HostSkip>().Reason.ShouldContain("incident");
    }

    [Fact]
    public async Task No_answer_of_a_lookup_is_unavailable()
    {
        HandlerTrial trial = new();
        trial.Add((table, guard) => table.AddLookup("gives", new LookupOptions(), new Gives(), guard));

        (await trial.Publish().Lookups["gives"].FindAsync(new LookupQuery("x"),
            CancellationToken.None)).ShouldBeOfType<LookupResult.Unavailable>().Reason.ShouldContain("incident");
    }

    private sealed class AddsTooLongAWord : IMessageFilter
    {
        public ValueTask<FilterResult> FilterAsync(MessageOffered message, CancellationToken cancellationToken) =>
            new(FilterResult.Edit(new MessageEdit.AddHeader("X-Long", new string('x', 1000))));
    }

    private sealed class Gives : IRouter, IAuthenticator, IMessageFilter, ITlsPolicy, IMailLookup
    {
        public ValueTask<RouteAnswer> RouteAsync(RouteQuery query, CancellationToken cancellationToken) => new((RouteAnswer)null!);

        public ValueTask<AuthenticationResult> AuthenticateAsync(PasswordCredentials credentials, CancellationToken cancellationToken) =>
            new((AuthenticationResult)null!);

        public ValueTask<FilterResult> FilterAsync(MessageOffered message, CancellationToken cancellationToken) => new((FilterResult)null!);

        public ValueTask<TlsRequirement> RequireAsync(TlsTarget target, CancellationToken cancellationToken) => new((TlsRequirement)null!);

        public ValueTask<TlsFinding> VerifyAsync(TlsTarget target, TlsHandshake handshake, CancellationToken cancellationToken) =>
            new((TlsFinding)null!);

        public ValueTask<LookupResult> FindAsync(LookupQuery query, CancellationToken cancellationToken) => new((LookupResult)null!);

        public string Quote(string text) => text;
    }
}
