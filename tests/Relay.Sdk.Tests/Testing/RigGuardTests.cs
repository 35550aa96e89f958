using Relay.Sdk.Events;
using Relay.Sdk.Plugins;
using Relay.Sdk.Testing;

namespace Relay.Sdk.Tests.Testing;

/// <summary>The rig calls handlers under the relay's own guards.</summary>
public sealed class RigGuardTests
{
    [Fact]
    public async Task Decision_that_throws_defers_with_451_and_the_log_has_why()
    {
        await using PluginRig rig = await PluginRig.StartAsync<OddPlugin>();

        Verdict verdict = await rig.DecideAsync(SomeMoment.SenderOffered("throw@sender.example"));

        verdict.ShouldBeOfType<Verdict.Deferred>().Reply.ToString().ShouldStartWith("451 4.3.0 ");
        rig.Log.Lines.ShouldContain(line => line.Contains("no luck today"));
        RegisteredHandler handler = rig.Handlers.Single(handler => handler.Kind == nameof(SenderOffered));
        (handler.Plugin, handler.Name, handler.Calls, handler.Errors).ShouldBe(("odd", "judge-sender", 1, 1));
    }

    [Fact]
    public async Task Decision_that_hangs_defers_when_its_deadline_has_passed_on_the_clock()
    {
        await using PluginRig rig = await PluginRig.StartAsync<OddPlugin>();

        Task<Verdict> asked = rig.DecideAsync(SomeMoment.SenderOffered("hang@sender.example")).AsTask();
        rig.Clock.Advance(TimeSpan.FromSeconds(4.9));
        asked.IsCompleted.ShouldBeFalse();
        rig.Clock.Advance(TimeSpan.FromSeconds(0.1));

        (await asked).ShouldBeOfType<Verdict.Deferred>().Reply.Code.ShouldBe(451);
    }

    [Fact]
    public async Task Time_passes_until_a_handler_that_waits_by_the_clock_has_answered()
    {
        await using PluginRig rig = await PluginRig.StartAsync<OddPlugin>();

        Task<Verdict> asked = rig.DecideAsync(SomeMoment.SenderOffered("wait@sender.example")).AsTask();

        (await rig.PassTimeUntilAsync(asked, TimeSpan.FromMilliseconds(10))).ShouldBe(Verdict.Continue);
    }

    [Fact]
    public async Task Policy_and_deadline_of_plugins_json_hold()
    {
        await using PluginRig rig = await PluginRig.StartAsync(new RigOptions
        {
            Plugins = [new OddPlugin()],
            PluginsJson = """{ "plugins": [ { "id": "odd", "handlers": { "judge-sender": { "onError": "reject", "timeout": "2s", "order": 7 } } } ] }""",
        });

        (await rig.DecideAsync(SomeMoment.SenderOffered("throw@sender.example"))).ShouldBeOfType<Verdict.Rejected>().Reply.Code.ShouldBe(554);
        RegisteredHandler handler = rig.Handlers.Single(handler => handler.Kind == nameof(SenderOffered));
        (handler.Order, handler.Timeout, handler.OnError).ShouldBe((7, TimeSpan.FromSeconds(2), FailurePolicy.Reject));
    }

    [Fact]
    public async Task Handler_that_fails_too_often_is_left_alone_for_a_while()
    {
        await using PluginRig rig = await PluginRig.StartAsync<OddPlugin>();
        for (int i = 0; i < 5; i++)
            await rig.DecideAsync(SomeMoment.SenderOffered("throw@sender.example"));

        (await rig.DecideAsync(SomeMoment.SenderOffered("fine@sender.example"))).ShouldBeOfType<Verdict.Deferred>();
        rig.Handlers.Single(handler => handler.Kind == nameof(SenderOffered)).ShouldSatisfyAllConditions(
            handler => handler.Calls.ShouldBe(5),
            handler => handler.IsBreakerOpen.ShouldBeTrue());
        rig.Clock.Advance(TimeSpan.FromSeconds(15));
        (await rig.DecideAsync(SomeMoment.SenderOffered("fine@sender.example"))).ShouldBe(Verdict.Continue);
    }

    [Fact]
    public async Task Outbound_moments_and_certificates_fail_closed_too()
    {
        await using PluginRig rig = await PluginRig.StartAsync<OddPlugin>();

        (await rig.DecideOutboundAsync(SomeMoment.ConnectingToHost())).ShouldBeOfType<HostVerdict.HostSkipped>();
        (await rig.DecideCertificateAsync(SomeMoment.CertificatePresented())).ShouldBeOfType<CertificateVerdict.Refused>();
    }

    public sealed class OddPlugin : IRelayPlugin
    {
        public void Configure(IPluginBuilder relay)
        {
            relay.Decide<SenderOffered, JudgeSender>();
            relay.DecideOutbound<ConnectingToHost, Throw>(new() { Name = "throw-host" });
            relay.DecideCertificate<Throw>(new() { Name = "throw-certificate" });
        }
    }

    private sealed class JudgeSender(TimeProvider time) : IDecide<SenderOffered>
    {
        public async ValueTask<Verdict> DecideAsync(SenderOffered moment, CancellationToken cancellationToken)
        {
            switch (moment.Envelope.ReversePath.Mailbox?.LocalPart)
            {
                case "throw":
                    throw new InvalidOperationException("no luck today");
                case "hang":
                    await Task.Delay(Timeout.InfiniteTimeSpan, CancellationToken.None);
                    break;
                case "wait":
                    await Task.Delay(TimeSpan.FromSeconds(1), time, cancellationToken);
                    break;
            }

            return Verdict.Continue;
        }
    }

    private sealed class Throw : IDecideOutbound<ConnectingToHost>, IDecideCertificate
    {
        public ValueTask<HostVerdict> DecideAsync(ConnectingToHost moment, CancellationToken cancellationToken) =>
            throw new InvalidOperationException("no host today");

        public ValueTask<CertificateVerdict> DecideAsync(CertificatePresented moment, CancellationToken cancellationToken) =>
            throw new InvalidOperationException("no certificate today");
    }
}
