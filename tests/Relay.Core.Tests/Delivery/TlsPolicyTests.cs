using System.Security.Cryptography.X509Certificates;
using Relay.Core.Delivery;
using Relay.Core.Settings;
using Relay.Sdk.Events;
using Relay.Sdk.Testing.Hosts;
using Relay.Sdk.Testing.Tls;
using Relay.Sdk.Tls;

namespace Relay.Core.Tests.Delivery;

public sealed class TlsPolicyTests
{
    private static readonly HostManners WithTls = new() { Certificate = TestCertificates.SelfSigned };
    private static readonly TlsFinding Good = TlsFinding.VerifiedBy("dane");
    private static readonly TlsFinding Bad = TlsFinding.Fail("no record matches", TlsResultTypes.ValidationFailure);

    [Fact]
    public async Task A_verified_chain_is_shown_in_the_facts()
    {
        object state = new();
        var policy = new FakeTlsPolicy(TlsRequirement.Verify("TLSA records") with { ServerName = "base.test", State = state }, Good);
        await using var peer = ScriptedHost.Start(WithTls);
        await using IOutboundSession session = await With(policy).ConnectAsync(peer);

        session.Tls.ShouldNotBeNull().Verified.ShouldBe("dane");
        session.Tls.ServerName.ShouldBe("base.test");
        TlsHandshake handshake = policy.Judged.ShouldHaveSingleItem();
        handshake.State.ShouldBeSameAs(state);
        PeerCertificate leaf = handshake.Chain.ShouldHaveSingleItem();
        leaf.Der.ToArray().ShouldBe(TestCertificates.SelfSigned.RawData);
        leaf.DnsNames.ShouldBe(["mx.test"]);
        leaf.PublicKeyInfo.ToArray().ShouldBe(TestCertificates.SelfSigned.PublicKey.ExportSubjectPublicKeyInfo());
        handshake.EndPoint.ShouldBe(peer.EndPoint);
        policy.Asked.ShouldHaveSingleItem().Domain.Value.ShouldBe("dest.test");
    }

    [Fact]
    public async Task A_chain_that_fails_a_must_gets_no_smtp_octet_and_never_clear_text()
    {
        var policy = new FakeTlsPolicy(TlsRequirement.Verify("TLSA records"), Bad);
        await using var peer = ScriptedHost.Start(WithTls);
        ConnectOutcome outcome = await With(policy).TryConnectAsync(Outbound.HostAt(peer));

        outcome.ShouldBeOfType<ConnectOutcome.Unreachable>().Reply.ToString().ShouldContain("no record matches");
        peer.Conversations.ShouldHaveSingleItem().Heard.ShouldBe(["EHLO relay.test", "STARTTLS"]);
    }

    [Fact]
    public async Task A_host_that_fails_is_left_and_the_next_one_tried()
    {
        var policy = new FakeTlsPolicy(TlsRequirement.Encrypt("local rule"));
        await using var clear = ScriptedHost.Start(new HostManners());
        await using var good = ScriptedHost.Start(WithTls);
        ConnectOutcome outcome = await With(policy).TryConnectAsync(Outbound.HostAt(clear), Outbound.HostAt(good));
        await using IOutboundSession session = outcome.ShouldBeOfType<ConnectOutcome.Connected>().Session;
        session.Host.EndPoint.ShouldBe(good.EndPoint);
    }

    [Fact]
    public async Task A_policy_holds_against_tls_off()
    {
        var policy = new FakeTlsPolicy(TlsRequirement.Encrypt("local rule"));
        await using var peer = ScriptedHost.Start(WithTls);
        var outbound = new Outbound
        {
            Settings = new TransportSettings { Tls = TransportTls.Off },
            Handlers = new FakeHandlers { TlsPolicies = [policy.Named] }
        };
        await using IOutboundSession session = await outbound.ConnectAsync(peer);
        session.Tls.ShouldNotBeNull();
    }

    [Fact]
    public async Task A_try_that_fails_delivers_all_the_same_and_counts_as_not_verified()
    {
        var policy = new FakeTlsPolicy(TlsRequirement.TryVerify("listed"), Bad);
        await using var peer = ScriptedHost.Start(WithTls);
        await using IOutboundSession session = await With(policy).ConnectAsync(peer);
        session.Tls.ShouldNotBeNull().Verified.ShouldBe("no");
        (await session.SendAsync(Outbound.Message(), default)).Recipients[0].ShouldBeOfType<RecipientOutcome.Delivered>();
    }

    [Fact]
    public async Task A_policy_can_leave_a_host_out()
    {
        var policy = new FakeTlsPolicy(TlsRequirement.SkipHost("the lookup is bogus", "dnssec-invalid"));
        await using var peer = ScriptedHost.Start(WithTls);
        ConnectOutcome outcome = await With(policy).TryConnectAsync(Outbound.HostAt(peer));
        outcome.ShouldBeOfType<ConnectOutcome.Unreachable>().Reply.Text.ShouldContain("the lookup is bogus (dnssec-invalid)");
        peer.Conversations.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_policy_that_cannot_say_at_the_handshake_makes_the_host_unusable()
    {
        var policy = new FakeTlsPolicy(TlsRequirement.Verify("rule"));
        await using var peer = ScriptedHost.Start(WithTls);
        (await With(policy).TryConnectAsync(Outbound.HostAt(peer))).ShouldBeOfType<ConnectOutcome.Unreachable>();
    }

    [Fact]
    public async Task Certificates_are_presented_from_the_root_down_with_where_they_came_from()
    {
        (X509Certificate2 leaf, X509Certificate2 authority) = TestCertificates.MakeChain("mx.test");
        FakeHandlers handlers = new FakeHandlers().OnCertificate(_ => CertificateVerdict.Accept);
        await using var peer = ScriptedHost.Start(new HostManners { Certificate = leaf, Intermediates = [authority] });
        var outbound = new Outbound { Settings = new TransportSettings(), Handlers = handlers };
        await using IOutboundSession session = await outbound.ConnectAsync(peer);

        List<PeerCertificate> seen = [.. handlers.Moments.Cast<CertificatePresented>().Select(moment => moment.Certificate)];
        seen.Select(it => (it.Depth, it.Subject, it.Origin)).ShouldBe(
            [(1, "CN=Test Authority", CertificateOrigin.Wire), (0, "CN=mx.test", CertificateOrigin.Wire)]);
        seen[1].Issuer.ShouldBe("CN=Test Authority");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_refused_certificate_ends_only_a_connection_that_must_be_verified(bool must)
    {
        var policy = new FakeTlsPolicy(must ? TlsRequirement.Verify("rule") : TlsRequirement.TryVerify("rule"), Good);
        FakeHandlers handlers = new FakeHandlers { TlsPolicies = [policy.Named] }.OnCertificate(_ => CertificateVerdict.Refuse("no"));
        await using var peer = ScriptedHost.Start(WithTls);
        var outbound = new Outbound { Settings = new TransportSettings(), Handlers = handlers };
        ConnectOutcome outcome = await outbound.TryConnectAsync(Outbound.HostAt(peer));
        if (must)
        {
            outcome.ShouldBeOfType<ConnectOutcome.Unreachable>();
            return;
        }

        await using IOutboundSession session = outcome.ShouldBeOfType<ConnectOutcome.Connected>().Session;
        session.Tls.ShouldNotBeNull().Verified.ShouldBe("no");
    }

    private static Outbound With(params FakeTlsPolicy[] policies) =>
        new() { Settings = new TransportSettings(), Handlers = new FakeHandlers { TlsPolicies = [.. policies.Select(policy => policy.Named)] } };
}
