using System.Net;
using Relay.Core.Settings;
using Relay.Sdk.Spool;
using Relay.Sdk.Testing.Hosts;
using Relay.TestKit.Peers;

namespace Relay.Core.Tests.Scheduling.Wire;

/// <summary>When and how often hosts are talked to, seen from the hosts.</summary>
public sealed class ThrottleOnTheWireTests
{
    [Fact]
    public async Task A_deferred_message_is_tried_at_the_times_of_its_rule_and_at_no_other()
    {
        int deferrals = 6;
        await using ScriptedHost host = ScriptedHost.Start(new HostManners
        {
            Answer = command =>
                command.StartsWith("RCPT", StringComparison.Ordinal) && Interlocked.Decrement(ref deferrals) >= 0 ? "450 4.2.1 later" : null,
        });
        await using WireRig rig = await WireRig.StartAsync(new RelaySettings
        {
            Routes = [WireRig.Route("dest.example", host.EndPoint.Port)],
            Retry = [new RetrySettings { Rule = "F,30m,10m; G,10h,1h,2" }],
        });
        await rig.AcceptAsync("b@dest.example");
        await rig.QuietAsync();
        int[] minutes = [10, 10, 10, 60, 120, 240];
        foreach (int wait in minutes)
        {
            QueueEntry entry = (await rig.QueueAsync()).ShouldHaveSingleItem();
            (entry.DueAt - rig.Clock.GetUtcNow()).TotalMinutes.ShouldBe(wait);
            entry.Recipients[0].LastReply!.ToString().ShouldBe("450 4.2.1 later");
            int before = Offers(host);
            await rig.AdvanceAsync(TimeSpan.FromMinutes(wait) - TimeSpan.FromSeconds(1));
            Offers(host).ShouldBe(before);
            await rig.AdvanceAsync(TimeSpan.FromSeconds(1));
            Offers(host).ShouldBe(before + 1);
        }

        host.Messages.ShouldHaveSingleItem();
        (await rig.QueueAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_host_that_nobody_answers_for_rests_longer_each_time_and_another_is_not_delayed()
    {
        int port = FreePort.Next();
        await using ScriptedHost good = ScriptedHost.Start(new HostManners());
        await using WireRig rig = await WireRig.StartAsync(new RelaySettings
        {
            Routes = [WireRig.Route("down.example", port), WireRig.Route("good.example", good.EndPoint.Port)],
            Retry = [new RetrySettings { Rule = "F,5d,1s" }],
            Delivery = new DeliverySettings { BackOffFirst = TimeSpan.FromMinutes(1), BackOffLast = TimeSpan.FromMinutes(4) },
        });
        for (int i = 0; i < 5; i++)
            await rig.AcceptAsync("b@down.example");
        await rig.QuietAsync();

        // One entry at a time finds out; the rule would have it tried each second, the rest of the host keeps it from that.
        foreach (int minutes in (int[])[1, 2, 4, 4])
        {
            int attempts = await AttemptsAsync(rig);
            await rig.AdvanceAsync(TimeSpan.FromMinutes(minutes) - TimeSpan.FromSeconds(1));
            (await AttemptsAsync(rig)).ShouldBe(attempts);
            await rig.AcceptAsync("b@good.example");
            await rig.QuietAsync();
            await rig.AdvanceAsync(TimeSpan.FromSeconds(1));
            (await AttemptsAsync(rig)).ShouldBe(attempts + 1);
        }

        good.Messages.Count.ShouldBe(4);
        await using ScriptedHost back = ScriptedHost.StartOn(IPAddress.Loopback, port, new HostManners());
        await rig.AdvanceAsync(TimeSpan.FromMinutes(4));
        await rig.AdvanceAsync(TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(1));
        back.Messages.Count.ShouldBe(5);
        (await rig.QueueAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_host_gets_messages_at_their_rate_and_no_faster()
    {
        await using ScriptedHost host = ScriptedHost.Start(new HostManners());
        await using WireRig rig = await WireRig.StartAsync(new RelaySettings
        {
            Routes = [WireRig.Route("dest.example", host.EndPoint.Port)],
            Transports = new Dictionary<string, TransportSettings> { ["remote"] = new() { MessageRate = "6/1m" } },
        });
        for (int i = 0; i < 15; i++)
            await rig.AcceptAsync("b@dest.example");
        await rig.QuietAsync();
        host.Messages.Count.ShouldBe(6);
        for (int taken = 6; taken < 15; taken++)
        {
            await rig.AdvanceAsync(TimeSpan.FromSeconds(9));
            host.Messages.Count.ShouldBe(taken);
            await rig.AdvanceAsync(TimeSpan.FromSeconds(1.01));
            host.Messages.Count.ShouldBe(taken + 1);
        }

        (await rig.QueueAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_host_gets_connections_at_their_rate_and_no_faster()
    {
        await using ScriptedHost host = ScriptedHost.Start(new HostManners());
        await using WireRig rig = await WireRig.StartAsync(new RelaySettings
        {
            Routes = [WireRig.Route("dest.example", host.EndPoint.Port)],
            Transports = new Dictionary<string, TransportSettings> { ["remote"] = new() { ConnectionRate = "2/1m", MaxMessagesPerConnection = 1 } },
        });
        for (int i = 0; i < 5; i++)
            await rig.AcceptAsync("b@dest.example");
        await rig.QuietAsync();
        for (int connections = 2; connections < 5; connections++)
        {
            (host.Conversations.Count, host.Messages.Count).ShouldBe((connections, connections));
            await rig.AdvanceAsync(TimeSpan.FromSeconds(29));
            host.Conversations.Count.ShouldBe(connections);
            await rig.AdvanceAsync(TimeSpan.FromSeconds(1.01));
        }

        (await rig.QueueAsync()).ShouldBeEmpty();
    }

    private static int Offers(ScriptedHost host) =>
        host.Conversations.Sum(static c => c.Heard.Count(static line => line.StartsWith("RCPT", StringComparison.Ordinal)));

    private static async Task<int> AttemptsAsync(WireRig rig) => (await rig.QueueAsync()).Sum(static entry => entry.Attempts);
}
