using System.Net;
using System.Net.Sockets;
using Relay.Core.Delivery;
using Relay.Core.Handlers.Observing;
using Relay.Core.Settings;
using Relay.Core.Tests.Handlers;
using Relay.Sdk.Events;
using Relay.Sdk.Mail;
using Relay.Sdk.Plugins;
using Relay.Sdk.Testing;
using Relay.Sdk.Testing.Hosts;
using Relay.Sdk.Testing.Tls;
using Relay.Sdk.Tls;

namespace Relay.Core.Tests.Delivery;

/// <summary>What observers hear of outbound connections, in clear text and under TLS.</summary>
public sealed class HostEventTests
{
    [Theory]
    [InlineData(TransportTls.Off, "tcp:connect smtp:connect smtp:ehlo tcp:close")]
    [InlineData(TransportTls.Opportunistic, "tcp:connect smtp:connect smtp:ehlo tls:cert tls:judged smtp:ehlo tcp:close")]
    [InlineData(TransportTls.Implicit, "tcp:connect tls:cert tls:judged smtp:connect smtp:ehlo tcp:close")]
    public async Task A_connection_is_told_step_by_step(TransportTls tls, string events)
    {
        var manners = new HostManners { Certificate = TestCertificates.SelfSigned, ImplicitTls = tls == TransportTls.Implicit };
        await using var peer = ScriptedHost.Start(manners);
        var handlers = new FakeHandlers { Observed = true };
        var outbound = new Outbound { Settings = new TransportSettings { Tls = tls }, Handlers = handlers };
        ConnectOutcome outcome = await outbound.Transport.ConnectAsync(outbound.Route(Outbound.HostAt(peer)),
            new ConnectionPurpose("7-1-1") { MessageId = new MessageId(7), ReversePath = ReversePath.Null }, CancellationToken.None);
        await outcome.ShouldBeOfType<ConnectOutcome.Connected>().Session.QuitAsync();

        string.Join(' ', handlers.Notices.Select(static notice => notice.Name)).ShouldBe(events);
        handlers.Notices.ShouldAllBe(notice => notice.AttemptId == "7-1-1" && notice.MessageId == new MessageId(7)
            && notice.ReversePath == ReversePath.Null);
        handlers.Notices.ShouldAllBe(notice => notice.Host!.EndPoint.Equals(peer.EndPoint) && notice.Host.Domain!.Value.Value == "dest.test");
        handlers.Notices.Skip(1).ShouldAllBe(static notice => notice.Host!.Local != null);
        handlers.Notices.OfType<GreetingSeen>().ShouldHaveSingleItem().Data.ShouldBe("peer.test ESMTP");
        handlers.Notices.OfType<EhloAnswered>().Last().Data.ShouldNotBeNull().ShouldContain("\n8BITMIME");
        (handlers.Notices.OfType<EhloAnswered>().Last().Tls is not null).ShouldBe(tls != TransportTls.Off);
        handlers.Moments.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("502 5.5.1 what?", 502, "what?", "HELO relay.test")]
    [InlineData("550-5.5.1 not with me\n550 5.5.1 not today", 550, "not with me\nnot today", "HELO relay.test")]
    [InlineData("451 4.3.0 later", 451, "later", null)]
    public async Task A_refusal_of_EHLO_is_told_with_its_text_and_HELO_is_not_told(string reply, int code, string text, string? next)
    {
        await using var peer = ScriptedHost.Start(new HostManners().ReplyAt(HostStep.Ehlo, reply));
        var handlers = new FakeHandlers { Observed = true };
        ConnectOutcome outcome = await new Outbound { Handlers = handlers }.TryConnectAsync(Outbound.HostAt(peer));
        if (outcome is ConnectOutcome.Connected connected)
            await connected.Session.QuitAsync();

        EhloAnswered answered = handlers.Notices.OfType<EhloAnswered>().ShouldHaveSingleItem();
        (answered.Data, answered.Reply.Code, answered.Tls).ShouldBe((text, code, null));
        handlers.Notices.Select(static notice => notice.Name).ShouldBe(["tcp:connect", "smtp:connect", "smtp:ehlo", "tcp:close"]);
        peer.Conversations.ShouldHaveSingleItem().Heard.ElementAtOrDefault(1).ShouldBe(next);
    }

    [Fact]
    public async Task A_refusal_of_the_EHLO_under_TLS_is_told_too()
    {
        int greeted = 0;
        await using var peer = ScriptedHost.Start(new HostManners
        {
            Certificate = TestCertificates.SelfSigned,
            Answer = command => command.StartsWith("EHLO", StringComparison.Ordinal) && ++greeted == 2 ? "454 4.3.0 not in here" : null,
        });
        var handlers = new FakeHandlers { Observed = true };
        await new Outbound { Settings = new TransportSettings(), Handlers = handlers }.TryConnectAsync(Outbound.HostAt(peer));

        handlers.Notices.OfType<EhloAnswered>().Select(static answered => (answered.Reply.Code, answered.Tls is not null))
            .ShouldBe([(250, false), (454, true)]);
    }

    [Fact]
    public async Task Moments_are_told_as_notices_whatever_the_verdict()
    {
        await using var peer = ScriptedHost.Start(new HostManners());
        FakeHandlers handlers = new FakeHandlers { Observed = true }
            .On<ConnectingToHost>(moment => moment.Host.Name == "mx1.test" ? HostVerdict.SkipHost("not this one") : HostVerdict.Continue)
            .On<HostGreeted>(_ => HostVerdict.SkipHost("nor this greeting"));
        ConnectOutcome outcome = await new Outbound { Handlers = handlers }.TryConnectAsync(Outbound.HostAt(peer, "mx1.test"),
            Outbound.HostAt(peer, "mx2.test"));

        handlers.Notices.Select(static notice => notice switch
        {
            ConnectionAttempted attempted => $"{attempted.Host!.Name}: {attempted.Refusal}",
            GreetingSeen seen => $"{seen.Greeting}: {seen.Refusal}",
            _ => notice.Name,
        }).ShouldBe(["mx1.test: not this one", "mx2.test: ", "peer.test ESMTP: nor this greeting", "tcp:close"]);
        outcome.Failures.Select(static failure => (failure.Host.Name, failure.Trouble))
            .ShouldBe([("mx1.test", DeliveryTrouble.Policy), ("mx2.test", DeliveryTrouble.Policy)]);
    }

    [Fact]
    public async Task A_decision_that_throws_is_told_as_a_refusal_by_its_handler()
    {
        var trial = new HandlerTrial();
        var told = new Listener();
        trial.DecideOutbound<ConnectingToHost>(static (_, _) => throw new InvalidOperationException("broken"));
        trial.Add((table, guard) => table.AddObserver(new ObserverSlot<ConnectionAttempted>(told, guard)));
        await using var peer = ScriptedHost.Start(new HostManners());
        ConnectOutcome outcome = await new Outbound { Handlers = trial.Publish() }.TryConnectAsync(Outbound.HostAt(peer));

        HostFailure failure = outcome.Failures.ShouldHaveSingleItem();
        (failure.Trouble, failure.ByPlugin).ShouldBe((DeliveryTrouble.Policy, true));
        ConnectionAttempted attempted = await told.First.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        attempted.RefusedBy.ShouldBe("trial/handler-0");
        attempted.Refusal.ShouldNotBeNull().ShouldContain("incident");
        peer.Conversations.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_refused_certificate_is_told_with_the_reason()
    {
        await using var peer = ScriptedHost.Start(new HostManners { Certificate = TestCertificates.SelfSigned });
        FakeHandlers handlers = new FakeHandlers { Observed = true }.OnCertificate(_ => CertificateVerdict.Refuse("not ours"));
        await using IOutboundSession session = await new Outbound { Settings = new TransportSettings(), Handlers = handlers }.ConnectAsync(peer);

        CertificateSeen seen = handlers.Notices.OfType<CertificateSeen>().ShouldHaveSingleItem();
        (seen.Refusal, seen.Certificate.Depth, seen.Client).ShouldBe(("not ours", 0, null));
        session.Tls.ShouldNotBeNull().Verified.ShouldBe("no");
    }

    [Theory]
    [InlineData("535 5.7.8 wrong", true)]
    [InlineData("454 4.7.0 later", false)]
    public async Task A_login_that_a_host_refuses_for_good_is_told_and_its_log_line_can_be_worded(string answer, bool told)
    {
        await using var peer = ScriptedHost.Start(new HostManners
        {
            Capabilities = ["AUTH PLAIN"],
            Certificate = TestCertificates.SelfSigned,
            Answer = command => command.StartsWith("AUTH", StringComparison.Ordinal) ? answer : null,
        });
        FakeHandlers handlers = new FakeHandlers { Observed = true }.OnFailedLogin(_ => LogText.Replace("our login is wrong"));
        using var log = new CapturedLog();
        var outbound = new Outbound
        {
            Settings = new TransportSettings
            {
                Auth = new TransportAuthSettings
                {
                    User = "user",
                    Password = new Secret("x"),
                    AllowUnverified = true
                }
            },
            Handlers = handlers,
            Loggers = log,
        };
        ConnectOutcome outcome = await outbound.TryConnectAsync(Outbound.HostAt(peer));

        outcome.Failures.ShouldHaveSingleItem().Trouble.ShouldBe(DeliveryTrouble.Reply);
        log.Lines.Any(static line => line.Contains("our login is wrong", StringComparison.Ordinal)).ShouldBe(told);
        log.Lines.Any(static line => line.Contains("there is no login at", StringComparison.Ordinal))
            .ShouldBe(!told, "the words stand in place of the usual line");
        handlers.Moments.OfType<AuthenticationRefused>().Count().ShouldBe(told ? 1 : 0);
        AuthenticationFailed[] failed = [.. handlers.Notices.OfType<AuthenticationFailed>()];
        failed.Length.ShouldBe(told ? 1 : 0);
        failed.ShouldAllBe(static notice => notice.Mechanism == "PLAIN" && notice.User == "user" && notice.Data == "535 5.7.8 wrong");
    }

    [Theory]
    [InlineData(TlsPolicyKind.Dane, true)]
    [InlineData(TlsPolicyKind.Local, false)]
    public async Task A_policy_that_stands_on_tlsa_records_and_fails_is_told_as_dane_fail(TlsPolicyKind kind, bool told)
    {
        TlsFinding bad = TlsFinding.Fail("no record matches", TlsResultTypes.ValidationFailure);
        foreach ((TlsRequirement requirement, HostManners manners, string type) in new (TlsRequirement, HostManners, string)[]
        {
            (TlsRequirement.Verify("TLSA records"), new HostManners { Certificate = TestCertificates.SelfSigned }, "validation-failure"),
            (TlsRequirement.Verify("TLSA records"), new HostManners(), "starttls-not-supported"),
            (TlsRequirement.SkipHost("the lookup is bogus", TlsResultTypes.DnssecInvalid), new HostManners(), "dnssec-invalid"),
        })
        {
            await using var peer = ScriptedHost.Start(manners);
            var handlers = new FakeHandlers { Observed = true, TlsPolicies = [new FakeTlsPolicy(requirement, bad) { Kind = kind }.Named] };
            ConnectOutcome outcome = await new Outbound
            {
                Settings = new TransportSettings(),
                Handlers = handlers
            }.TryConnectAsync(Outbound.HostAt(peer));

            outcome.ShouldBeOfType<ConnectOutcome.Unreachable>().Failures.ShouldHaveSingleItem();
            handlers.Notices.OfType<DaneFailed>().Select(static failed => failed.Data).ShouldBe(told ? [type] : [], type);
        }
    }

    [Fact]
    public async Task What_each_policy_said_of_a_connection_is_told_with_the_answer_that_held()
    {
        await using var peer = ScriptedHost.Start(new HostManners { Certificate = TestCertificates.SelfSigned });
        FakeTlsPolicy good = new(TlsRequirement.Verify("a rule"), TlsFinding.VerifiedBy("good")) { Name = "good" };
        FakeTlsPolicy watching = new(TlsRequirement.TryVerify("a trial"),
            TlsFinding.Fail("expired", TlsResultTypes.CertificateExpired))
        { Name = "watching" };
        var handlers = new FakeHandlers { Observed = true, TlsPolicies = [watching.Named, good.Named] };
        await using IOutboundSession session = await new Outbound { Settings = new TransportSettings(), Handlers = handlers }.ConnectAsync(peer);

        TlsJudged judged = handlers.Notices.OfType<TlsJudged>().ShouldHaveSingleItem();
        (judged.DecidedBy, judged.Refusal, judged.ResultType, judged.Tls!.Verified).ShouldBe(("good", null, null, "good"));
        judged.Opinions.OrderBy(static opinion => opinion.Policy)
            .Select(static opinion => (opinion.Policy, opinion.Holds, opinion.Finding, opinion.ResultType))
            .ShouldBe([("good", true, "verified", null), ("watching", false, "failed", "certificate-expired")]);
    }

    [Fact]
    public async Task A_connection_that_a_policy_forbids_is_told_with_the_result_type()
    {
        TlsFinding bad = TlsFinding.Fail("other names", TlsResultTypes.CertificateHostMismatch);
        foreach ((TlsRequirement requirement, HostManners manners, string type) in new (TlsRequirement, HostManners, string)[]
        {
            (TlsRequirement.Verify("a rule"), new HostManners { Certificate = TestCertificates.SelfSigned }, "certificate-host-mismatch"),
            (TlsRequirement.Verify("a rule"), new HostManners(), "starttls-not-supported"),
            (TlsRequirement.Verify("a rule"), new HostManners { Certificate = TestCertificates.SelfSigned,
                Answer = static command => command == "STARTTLS" ? "454 4.7.0 not now" : null }, "validation-failure"),
            (TlsRequirement.SkipHost("the policy does not list it", TlsResultTypes.StsPolicyInvalid), new HostManners(), "sts-policy-invalid"),
        })
        {
            await using var peer = ScriptedHost.Start(manners);
            var handlers = new FakeHandlers { Observed = true, TlsPolicies = [new FakeTlsPolicy(requirement, bad).Named] };
            await new Outbound { Settings = new TransportSettings(), Handlers = handlers }.TryConnectAsync(Outbound.HostAt(peer));

            TlsJudged judged = handlers.Notices.OfType<TlsJudged>().ShouldHaveSingleItem();
            (judged.Data, judged.DecidedBy, judged.Opinions.ShouldHaveSingleItem().Holds).ShouldBe((type, "fake", true));
            judged.Refusal.ShouldNotBeNullOrEmpty();
        }
    }

    [Fact]
    public async Task A_connection_in_clear_text_where_nobody_insists_on_TLS_is_told_and_used()
    {
        await using var peer = ScriptedHost.Start(new HostManners());
        var handlers = new FakeHandlers { Observed = true };
        await using IOutboundSession session = await new Outbound { Settings = new TransportSettings(), Handlers = handlers }.ConnectAsync(peer);

        TlsJudged judged = handlers.Notices.OfType<TlsJudged>().ShouldHaveSingleItem();
        (judged.Data, judged.Refusal, judged.Tls).ShouldBe(("starttls-not-supported", null, null));
    }

    [Fact]
    public async Task A_host_without_the_TLS_that_a_transport_requires_is_trouble_with_TLS()
    {
        await using var peer = ScriptedHost.Start(new HostManners());
        ConnectOutcome outcome = await new Outbound { Settings = new TransportSettings { Tls = TransportTls.Required } }.TryConnectAsync(
            Outbound.HostAt(peer));

        outcome.Failures.ShouldHaveSingleItem().Trouble.ShouldBe(DeliveryTrouble.Tls);
    }

    [Fact]
    public async Task Hosts_that_could_not_be_used_are_given_with_the_kind_of_trouble()
    {
        using var bound = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        bound.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var dead = new Core.Routing.RouteHost
        {
            Name = "dead.test",
            Port = ((IPEndPoint)bound.LocalEndPoint!).Port,
            Addresses = [IPAddress.Loopback]
        };
        await using var refusing = ScriptedHost.Start(new HostManners { Greeting = "554 5.7.1 go away" });
        await using var silent = ScriptedHost.Start(new HostManners { Instead = HangUp });
        await using var foreign = ScriptedHost.Start(new HostManners { Greeting = "banana" });
        await using var good = ScriptedHost.Start(new HostManners());
        ConnectOutcome outcome = await new Outbound().TryConnectAsync(dead, Outbound.HostAt(refusing), Outbound.HostAt(silent),
            Outbound.HostAt(foreign), Outbound.HostAt(good));

        await outcome.ShouldBeOfType<ConnectOutcome.Connected>().Session.DisposeAsync();
        outcome.Failures.Select(static failure => failure.Trouble)
            .ShouldBe([DeliveryTrouble.Refused, DeliveryTrouble.Reply, DeliveryTrouble.Reset, DeliveryTrouble.Protocol]);
        outcome.Failures[0].OsError.ShouldBe(111, "ECONNREFUSED");
        outcome.Failures.ShouldAllBe(static failure => failure.Reply.IsTransient);

        static Task<bool> HangUp(HostConversation client, string command)
        {
            client.Close();
            return Task.FromResult(true);
        }
    }

    private sealed class Listener : IObserve<ConnectionAttempted>
    {
        private readonly TaskCompletionSource<ConnectionAttempted> first = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<ConnectionAttempted> First => first.Task;

        public ValueTask ObserveAsync(ConnectionAttempted notice, CancellationToken cancellationToken)
        {
            first.TrySetResult(notice);
            return ValueTask.CompletedTask;
        }
    }
}
