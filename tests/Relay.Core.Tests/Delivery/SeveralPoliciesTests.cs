using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Relay.Core.Delivery;
using Relay.Core.Settings;
using Relay.Core.Tests.Handlers;
using Relay.Sdk.Testing;
using Relay.Sdk.Testing.Hosts;
using Relay.Sdk.Testing.Tls;
using Relay.Sdk.Tls;

namespace Relay.Core.Tests.Delivery;

/// <summary>Several TLS policies have something to say about one host.</summary>
public sealed class SeveralPoliciesTests
{
    private static readonly HostManners WithTls = new() { Certificate = TestCertificates.SelfSigned };
    private static readonly TlsFinding Bad = TlsFinding.Fail("no name fits", TlsResultTypes.CertificateHostMismatch);

    [Fact]
    public async Task Dane_without_usable_records_does_not_hide_a_local_must()
    {
        FakeTlsPolicy dane = new(TlsRequirement.Encrypt("no usable TLSA record")) { Name = "dane", Kind = TlsPolicyKind.Dane };
        FakeTlsPolicy local = new(TlsRequirement.Verify("listed"), Bad) { Name = "cert-names" };
        await using var peer = ScriptedHost.Start(WithTls);

        ConnectOutcome outcome = await With(dane, local).TryConnectAsync(Outbound.HostAt(peer));

        outcome.ShouldBeOfType<ConnectOutcome.Unreachable>().Reply.Text.ShouldContain("is not verified, which cert-names requires: no name fits " +
            "(certificate-host-mismatch)");
        peer.Conversations.ShouldHaveSingleItem().Heard.ShouldBe(["EHLO relay.test", "STARTTLS"]);
    }

    [Fact]
    public async Task A_must_beside_a_try_for_all_hosts_verifies()
    {
        FakeTlsPolicy tries = new(TlsRequirement.TryVerify("*"), TlsFinding.VerifiedBy("pkix")) { Name = "cert-names" };
        FakeTlsPolicy must = new(TlsRequirement.Verify("pinned"), Bad) { Name = "pins" };
        await using var peer = ScriptedHost.Start(WithTls);

        (await With(tries, must).TryConnectAsync(Outbound.HostAt(peer))).ShouldBeOfType<ConnectOutcome.Unreachable>();

        tries.Judged.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Mta_sts_in_testing_hides_nothing_and_ends_nothing()
    {
        FakeTlsPolicy sts = new(TlsRequirement.TryVerify("testing"), Bad) { Name = "sts", Kind = TlsPolicyKind.MtaSts };
        FakeTlsPolicy local = new(TlsRequirement.Verify("listed"), TlsFinding.VerifiedBy("pkix")) { Name = "cert-names" };
        await using var peer = ScriptedHost.Start(WithTls);

        await using IOutboundSession session = await With(sts, local).ConnectAsync(peer);

        TlsFacts facts = session.Tls.ShouldNotBeNull();
        (facts.DecidedBy, facts.Verified).ShouldBe(("cert-names", "pkix"));
        facts.Opinions.Select(opinion => opinion.ToString()).ShouldBe(
            ["sts try-verify (testing): failed, not decisive", "cert-names verify (listed): verified"]);
        (facts.Opinions[0].Objection, facts.Opinions[0].ResultType)
            .ShouldBe(("no name fits (certificate-host-mismatch)", TlsResultTypes.CertificateHostMismatch));
    }

    [Fact]
    public async Task Dane_with_usable_records_is_final_and_the_others_are_heard_all_the_same()
    {
        TlsaMatch record = new() { Usage = 3, Selector = 1, MatchingType = 1 };
        FakeTlsPolicy local = new(TlsRequirement.Verify("listed") with { ServerName = "local.test" }, Bad) { Name = "cert-names" };
        FakeTlsPolicy sts = new(TlsRequirement.SkipHost("not in the policy", TlsResultTypes.StsPolicyInvalid))
        {
            Name = "sts",
            Kind = TlsPolicyKind.MtaSts
        };
        FakeTlsPolicy dane = new(TlsRequirement.Verify("TLSA records"), TlsFinding.VerifiedBy("dane") with { Tlsa = record })
        {
            Name = "dane",
            Kind = TlsPolicyKind.Dane
        };
        await using var peer = ScriptedHost.Start(WithTls);

        await using IOutboundSession session = await With(local, sts, dane).ConnectAsync(peer);

        TlsFacts facts = session.Tls.ShouldNotBeNull();
        (facts.DecidedBy, facts.Verified, facts.Tlsa, facts.ServerName).ShouldBe(("dane", "dane", record, "mx.test"));
        facts.Opinions.Select(opinion => (opinion.Policy, opinion.Holds, opinion.Finding)).ShouldBe(
            [("dane", true, "verified"), ("sts", false, null), ("cert-names", false, "failed")]);
    }

    [Fact]
    public async Task Of_two_musts_both_have_to_be_satisfied()
    {
        FakeTlsPolicy sts = new(TlsRequirement.Verify("enforce"), TlsFinding.VerifiedBy("sts")) { Name = "sts", Kind = TlsPolicyKind.MtaSts };
        FakeTlsPolicy good = new(TlsRequirement.Verify("pinned"), TlsFinding.VerifiedBy("pins")) { Name = "pins" };
        FakeTlsPolicy bad = new(TlsRequirement.Verify("pinned"), Bad) { Name = "pins" };
        await using var peer = ScriptedHost.Start(WithTls);

        await using (IOutboundSession session = await With(good, sts).ConnectAsync(peer))
            session.Tls.ShouldNotBeNull().Verified.ShouldBe("sts");
        (await With(bad, sts).TryConnectAsync(Outbound.HostAt(peer))).ShouldBeOfType<ConnectOutcome.Unreachable>().Reply.Text.ShouldContain(
            "which pins requires");
    }

    [Fact]
    public async Task Each_policy_gets_its_own_state_back()
    {
        object one = new();
        object other = new();
        FakeTlsPolicy sts = new(TlsRequirement.Verify("enforce") with { State = one }, TlsFinding.VerifiedBy("sts")) { Kind = TlsPolicyKind.MtaSts };
        FakeTlsPolicy local = new(TlsRequirement.TryVerify("*") with { State = other }, Bad);
        await using var peer = ScriptedHost.Start(WithTls);

        await using IOutboundSession session = await With(sts, local).ConnectAsync(peer);

        sts.Judged.ShouldHaveSingleItem().State.ShouldBeSameAs(one);
        local.Judged.ShouldHaveSingleItem().State.ShouldBeSameAs(other);
    }

    [Fact]
    public async Task A_policy_that_throws_makes_the_host_unusable_whatever_the_others_say()
    {
        HandlerTrial trial = new();
        trial.Add((table, guard) => table.AddTlsPolicy(TlsPolicyKind.Dane,
            new FakeTlsPolicy(TlsRequirement.Verify("TLSA records"), TlsFinding.VerifiedBy("dane")), guard));
        trial.Add((table, guard) => table.AddTlsPolicy(TlsPolicyKind.Local, new ThrowingTlsPolicy(), guard));
        await using var peer = ScriptedHost.Start(WithTls);

        ConnectOutcome outcome = await new Outbound
        {
            Settings = new TransportSettings(),
            Handlers = trial.Publish()
        }.TryConnectAsync(Outbound.HostAt(peer));

        outcome.ShouldBeOfType<ConnectOutcome.Unreachable>().Reply.Text.ShouldContain("incident");
        peer.Conversations.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_log_of_a_connection_has_every_opinion_and_the_one_that_decided()
    {
        FakeTlsPolicy sts = new(TlsRequirement.TryVerify("testing"), Bad) { Name = "sts", Kind = TlsPolicyKind.MtaSts };
        FakeTlsPolicy local = new(TlsRequirement.Verify("listed"), TlsFinding.VerifiedBy("pkix")) { Name = "cert-names" };
        FakeTlsPolicy skip = new(TlsRequirement.SkipHost("no good", TlsResultTypes.DnssecInvalid)) { Name = "dane", Kind = TlsPolicyKind.Dane };
        await using var peer = ScriptedHost.Start(WithTls);
        await using var clear = ScriptedHost.Start(new HostManners());
        using var log = new CapturedLog();

        await using (await With(log, sts, local).ConnectAsync(peer))
            log.Lines.ShouldContain(static line => line.Contains("sts try-verify (testing): failed, not decisive")
                && line.Contains("cert-names verify (listed): verified"));
        await using (await With(log, sts).ConnectAsync(clear))
            log.Lines.ShouldContain(static line => line.Contains("clear text") && line.Contains("sts try-verify (testing)"));
        await With(log, local, skip).TryConnectAsync(Outbound.HostAt(peer));
        log.Lines.ShouldContain(static line => line.Contains("is left out by dane: no good") && line.Contains("cert-names verify (listed)")
            && line.Contains("dane skip-host (no good"));
    }

    private static Outbound With(params FakeTlsPolicy[] policies) => With(null, policies);

    private static Outbound With(CapturedLog? log, params FakeTlsPolicy[] policies) => new()
    {
        Settings = new TransportSettings(),
        Handlers = new FakeHandlers { TlsPolicies = [.. policies.Select(policy => policy.Named)] },
        Loggers = log ?? (ILoggerFactory)NullLoggerFactory.Instance,
    };

    private sealed class ThrowingTlsPolicy : ITlsPolicy
    {
        public ValueTask<TlsRequirement> RequireAsync(TlsTarget target, CancellationToken cancellationToken) =>
            throw new InvalidOperationException("broken");

        public ValueTask<TlsFinding> VerifyAsync(TlsTarget target, TlsHandshake handshake, CancellationToken cancellationToken) =>
            throw new InvalidOperationException("broken");
    }
}
