using Relay.Core.Settings;
using Relay.Core.Tests.Delivery;
using Relay.Sdk.Events;
using Relay.Sdk.Mail;
using Relay.Sdk.Spool;
using Relay.Sdk.Testing.Hosts;
using Relay.Sdk.Testing.Tls;
using Relay.Sdk.Tls;

namespace Relay.Core.Tests.Scheduling.Wire;

/// <summary>A plugin that leaves a host out, or fails about it, defers the message at hand and holds up no other mail.</summary>
public sealed class PluginObjectionTests
{
    [Fact]
    public Task A_host_that_is_left_out_before_the_connection_takes_the_next_message_at_once() =>
        OnlyTheFirstWaitsAsync(new FakeHandlers().On<ConnectingToHost>(static moment => Of(moment.MessageId)));

    [Fact]
    public Task A_host_that_is_left_out_at_its_greeting_takes_the_next_message_at_once() =>
        OnlyTheFirstWaitsAsync(new FakeHandlers().On<HostGreeted>(static moment => Of(moment.MessageId)));

    [Fact]
    public Task A_policy_that_fails_before_the_connection_holds_up_no_other_message() =>
        OnlyTheFirstWaitsAsync(new FakeHandlers { TlsPolicies = [new FailingOncePolicy { FailsToRequire = true }.Named] });

    [Fact]
    public Task A_policy_that_fails_at_the_handshake_holds_up_no_other_message() =>
        OnlyTheFirstWaitsAsync(new FakeHandlers { TlsPolicies = [new FailingOncePolicy().Named] });

    [Fact]
    public async Task A_host_that_does_not_meet_the_requirement_of_a_policy_rests_as_before()
    {
        await using ScriptedHost host = ScriptedHost.Start(new HostManners());
        var policy = new FakeTlsPolicy(TlsRequirement.Encrypt("the partner wants it"));
        await using WireRig rig = await WireRig.StartAsync(Settings(host), new FakeHandlers { TlsPolicies = [policy.Named] });
        await rig.AcceptAsync("b@dest.example");
        await rig.QuietAsync();
        await rig.AcceptAsync("b@dest.example");
        await rig.QuietAsync();
        policy.Asked.ShouldHaveSingleItem();
    }

    private static async Task OnlyTheFirstWaitsAsync(FakeHandlers handlers)
    {
        await using ScriptedHost host = ScriptedHost.Start(new HostManners { Certificate = TestCertificates.SelfSigned });
        await using WireRig rig = await WireRig.StartAsync(Settings(host), handlers);
        await rig.AcceptAsync("b@dest.example");
        await rig.QuietAsync();
        await rig.AcceptAsync("b@dest.example");
        await rig.QuietAsync();
        host.Messages.ShouldHaveSingleItem();
        QueueEntry waiting = (await rig.QueueAsync()).ShouldHaveSingleItem();
        waiting.Message.Id.ShouldBe(new MessageId(1));
        waiting.Recipients[0].LastReply!.Code.ShouldBe(451);
    }

    private static RelaySettings Settings(ScriptedHost host) => new() { Routes = [WireRig.Route("dest.example", host.EndPoint.Port)] };

    private static HostVerdict Of(MessageId? message) =>
        message == new MessageId(1) ? HostVerdict.SkipHost("not with this message") : HostVerdict.Continue;
}
