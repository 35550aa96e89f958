using System.Net;
using Relay.Sdk.Authentication;
using Relay.Sdk.Events;
using Relay.Sdk.Filters;
using Relay.Sdk.Lookups;
using Relay.Sdk.Mail;
using Relay.Sdk.Replies;
using Relay.Sdk.Routing;
using Relay.Sdk.Tls;

namespace Relay.Core.Tests.Handlers;

/// <summary>Half an answer, which a plugin can make past the factories, is a failure: it neither accepts nor verifies nor loses anything.</summary>
public sealed class NonsenseAnswerTests
{
    private static readonly SmtpReply Later = new(451, "4.0.0", "Later");

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

    public static TheoryData<string> Routes => [.. RouteAnswers.Keys];

    private static Dictionary<string, RouteAnswer> RouteAnswers => new()
    {
        ["no hosts"] = new RouteAnswer.Hosts([], "remote"),
        ["null hosts"] = new RouteAnswer.Hosts(null!, "remote"),
        ["a null host"] = new RouteAnswer.Hosts([null!], "remote"),
        ["a host without a name"] = new RouteAnswer.Hosts([new NextHop(null!)], "remote"),
        ["port 0"] = new RouteAnswer.Hosts([new NextHop("192.0.2.1", 0)], "remote"),
        ["no transport"] = new RouteAnswer.Hosts([new NextHop("192.0.2.1")], null!),
        ["no domain"] = new RouteAnswer.MailExchangers(default, "remote"),
        ["undeliverable for now"] = new RouteAnswer.Undeliverable(Later),
        ["undeliverable without a reply"] = new RouteAnswer.Undeliverable(null!),
        ["unavailable without a reason"] = new RouteAnswer.Unavailable(null!),
    };

    [Theory]
    [MemberData(nameof(Routes))]
    public async Task Half_a_route_makes_the_recipient_wait(string name)
    {
        HandlerTrial trial = new();
        trial.Add((table, guard) => table.AddRouter(new Gives { Route = RouteAnswers[name] }, guard));

        RouteAnswer answer = await trial.Publish().Routers[0].RouteAsync(new RouteQuery(Mailbox.Parse("bob@dest.example"), ReversePath.Null), CancellationToken.None);

        answer.ShouldBeOfType<RouteAnswer.Unavailable>().Reason.ShouldContain("incident");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("a\r\nX-Forged: yes")]
    [InlineData("a\u001b[2J")]
    public async Task An_identity_that_is_none_lets_nobody_in(string? user)
    {
        HandlerTrial trial = new();
        trial.Add((table, guard) => table.AddAuthenticator(new Gives { Result = new AuthenticationResult.Accepted(user!) }, guard));

        AuthenticationResult result = await trial.Publish().Authenticators[0].AuthenticateAsync(new PasswordCredentials("alice", "x", IPAddress.Loopback), CancellationToken.None);

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

        (await trial.Publish().Lookups["gives"].FindAsync(new LookupQuery("x"), CancellationToken.None)).ShouldBeOfType<LookupResult.Unavailable>().Reason.ShouldContain("incident");
    }

    private sealed class Gives : IRouter, IAuthenticator, IMessageFilter, ITlsPolicy, IMailLookup
    {
        public RouteAnswer? Route { get; init; }

        public AuthenticationResult? Result { get; init; }

        public ValueTask<RouteAnswer> RouteAsync(RouteQuery query, CancellationToken cancellationToken) => new(Route!);

        public ValueTask<AuthenticationResult> AuthenticateAsync(PasswordCredentials credentials, CancellationToken cancellationToken) => new(Result!);

        public ValueTask<FilterResult> FilterAsync(MessageOffered message, CancellationToken cancellationToken) => new((FilterResult)null!);

        public ValueTask<TlsRequirement> RequireAsync(TlsTarget target, CancellationToken cancellationToken) => new((TlsRequirement)null!);

        public ValueTask<TlsFinding> VerifyAsync(TlsTarget target, TlsHandshake handshake, CancellationToken cancellationToken) => new((TlsFinding)null!);

        public ValueTask<LookupResult> FindAsync(LookupQuery query, CancellationToken cancellationToken) => new((LookupResult)null!);

        public string Quote(string text) => text;
    }
}
