using System.Net;
using Relay.Core.Settings;
using Relay.Core.Tests.Delivery;
using Relay.Sdk.Dns;
using Relay.Sdk.Events;
using Relay.Sdk.Testing.Dns;
using Relay.Sdk.Testing.Hosts;
using Relay.Sdk.Testing.Tls;
using Relay.Sdk.Tls;
using Relay.TestKit.Sessions;

namespace Relay.Core.Tests.Scheduling.Wire;

/// <summary>What the events of a delivery say of the connection that it went over.</summary>
public sealed class DeliveryFactsTests
{
    private readonly TlsaMatch record = new() { Usage = 3, Selector = 1, MatchingType = 1 };
    private readonly List<IPEndPoint> relaysEnds = [];
    private int declined;

    [Theory]
    [InlineData("mx.dest.example", DnsSecurity.Secure)]
    [InlineData("mx.dest.example", DnsSecurity.Insecure)]
    [InlineData("127.0.0.1", null)]
    public async Task Deliveries_and_deferrals_are_told_with_what_each_policy_said_and_both_ends_of_the_connection(string host, DnsSecurity? security)
    {
        HostManners manners = new() { Certificate = TestCertificates.SelfSigned, Answer = DeclineOnce, Instead = NoteEnd };
        await using ScriptedHost peer = ScriptedHost.Start(manners);
        ScriptedHandlers handlers = new ScriptedHandlers { DecidesAll = true, TlsPolicies = [Dane().Named, Watching().Named] }.Observing<Notice>();
        FakeDns dns = new FakeDns().Address("mx.dest.example", "127.0.0.1").Zone("dest.example", security ?? DnsSecurity.Secure);
        RouteSettings route = WireRig.Route("dest.example", peer.EndPoint.Port) with { Via = $"{host}:{peer.EndPoint.Port}" };
        await using WireRig rig = await WireRig.StartAsync(new RelaySettings { Routes = [route] }, handlers, dns: dns);
        await rig.AcceptAsync("b@dest.example");
        await rig.QuietAsync();
        await rig.AdvanceAsync(TimeSpan.FromMinutes(15));

        Notice[] told = [.. (await rig.Spool.Outbox.ReadAsync(0, 100, CancellationToken.None)).Select(static kept => kept.Notice)];
        AttemptFacts[] attempts =
        [
            told.OfType<HostDeferred>().ShouldHaveSingleItem().Attempt,
            told.OfType<MessageDeferred>().ShouldHaveSingleItem().Attempt.ShouldNotBeNull(),
            told.OfType<RecipientDelivered>().ShouldHaveSingleItem().Attempt.ShouldNotBeNull(),
        ];
        attempts.Select(static attempt => attempt.Local).ShouldBe([relaysEnds[0], relaysEnds[0], relaysEnds[1]]);
        attempts.Select(static attempt => attempt.Trouble).ShouldBe([DeliveryTrouble.Reply, DeliveryTrouble.Reply, DeliveryTrouble.None]);
        foreach (AttemptFacts attempt in attempts)
        {
            (attempt.EndPoint, attempt.Security).ShouldBe((peer.EndPoint, security));
            TlsFacts tls = attempt.Tls.ShouldNotBeNull();
            (tls.DecidedBy, tls.Verified, tls.Tlsa).ShouldBe(("dane", "dane", record));
            tls.Opinions.Select(static opinion => (opinion.ToString(), opinion.Holds))
                .ShouldBe([("dane verify (TLSA records): verified", true), ("sts try-verify (testing): failed, not decisive", false)]);
        }

        handlers.Notices.OfType<GreetingSeen>().Select(static seen => seen.Host!.Security).ShouldBe([security, security]);
        handlers.Moments.OfType<ConnectingToHost>().Select(static moment => moment.Host.Security).ShouldBe([security, security]);
    }

    private FakeTlsPolicy Dane() => new(TlsRequirement.Verify("TLSA records"), TlsFinding.VerifiedBy("dane") with { Tlsa = record })
    {
        Name = "dane",
        Kind = TlsPolicyKind.Dane,
    };

    private static FakeTlsPolicy Watching() => new(
        TlsRequirement.TryVerify("testing"), TlsFinding.Fail("no name fits", TlsResultTypes.CertificateHostMismatch))
    {
        Name = "sts",
        Kind = TlsPolicyKind.MtaSts,
    };

    private string? DeclineOnce(string command) =>
        command.StartsWith("MAIL", StringComparison.Ordinal) && Interlocked.Increment(ref declined) == 1 ? "451 4.3.2 not now" : null;

    private Task<bool> NoteEnd(HostConversation client, string command)
    {
        if (command.Length == 0)
            relaysEnds.Add(client.RemoteEndPoint);
        return Task.FromResult(false);
    }
}
