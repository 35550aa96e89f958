using System.Net;
using Relay.Core.Delivery;
using Relay.Core.Settings;
using Relay.Sdk.Replies;
using Relay.Sdk.Spool;
using Relay.TestKit.Delivery;

namespace Relay.Core.Tests.Scheduling;

public sealed class BackOffTests
{
    [Fact]
    public async Task Messages_that_wait_for_a_resting_destination_are_not_counted_as_attempts()
    {
        await using DeliveryRig rig = await new DeliveryRig().With("down.example").StartAsync();
        bool up = false;
        rig.Transport.OnConnect = _ => Task.FromResult(up ? null : ScriptedTransport.Unreachable());
        await rig.OfferAsync(100, "a@down.example");
        await rig.QuietAsync();
        rig.Spool.Entries.Count(static e => e.Attempts == 0).ShouldBeGreaterThanOrEqualTo(98);
        rig.Spool.Claimed.ShouldBeEmpty();
        int tried = rig.Transport.Connects.Count;
        await rig.AdvanceAsync(TimeSpan.FromSeconds(29));
        rig.Transport.Connects.Count.ShouldBe(tried);
        up = true;
        await rig.AdvanceAsync(TimeSpan.FromSeconds(1));
        rig.Spool.Entries.Count.ShouldBeLessThanOrEqualTo(2);
        await rig.AdvanceAsync(TimeSpan.FromMinutes(15));
        rig.Spool.Entries.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_rest_doubles_up_to_its_limit_and_each_ends_with_a_single_probe()
    {
        await using DeliveryRig rig = await new DeliveryRig().With("down.example").StartAsync();
        rig.Transport.OnConnect = static _ => Task.FromResult<ConnectOutcome?>(ScriptedTransport.Unreachable());
        await rig.AcceptAsync("a@sender.example", "b@down.example");
        await rig.OfferAsync(50, "a@down.example");
        await rig.QuietAsync();
        foreach (int rest in (int[])[30, 60, 120, 240, 480, 900, 900, 900])
        {
            int tried = rig.Transport.Connects.Count;
            await rig.AdvanceAsync(TimeSpan.FromSeconds(rest - 1));
            rig.Transport.Connects.Count.ShouldBe(tried);
            await rig.AdvanceAsync(TimeSpan.FromSeconds(1));
            rig.Transport.Connects.Count.ShouldBe(tried + 1);
        }
    }

    [Fact]
    public async Task A_destination_that_is_down_for_long_rests_each_time_however_often_its_rest_was_doubled()
    {
        var delivery = new DeliverySettings { BackOffFirst = TimeSpan.FromMinutes(15), BackOffLast = TimeSpan.FromHours(1) };
        await using DeliveryRig rig = await new DeliveryRig(new RelaySettings
        {
            Delivery = delivery,
            Retry = [new RetrySettings { Rule = "F,5d,1m" }]
        }).With("down.example").StartAsync();
        rig.Transport.OnConnect = static _ => Task.FromResult<ConnectOutcome?>(ScriptedTransport.Unreachable());
        await rig.AcceptAsync("", "b@down.example");
        await rig.AdvanceAsync(TimeSpan.FromHours(50), TimeSpan.FromMinutes(15));
        rig.Transport.Connects.Count.ShouldBeInRange(50, 53);
        rig.Logs.Lines.ShouldAllBe(static line => line.Level < Microsoft.Extensions.Logging.LogLevel.Error);
    }

    [Fact]
    public async Task Mail_offered_to_a_resting_destination_goes_to_the_spool_and_is_not_asked_for_with_its_content()
    {
        await using DeliveryRig rig = await new DeliveryRig().With("down.example").StartAsync();
        rig.Transport.OnConnect = static _ => Task.FromResult<ConnectOutcome?>(ScriptedTransport.Unreachable());
        await rig.AcceptAsync("a@sender.example", "b@down.example");
        rig.Scheduler.HasRoomFor("down.example", 10).ShouldBeFalse();
        await rig.AcceptAsync("a@sender.example", "b@down.example");
        rig.Spool.Claimed.ShouldBeEmpty();
        rig.Spool.OpenContents.ShouldBe(0);
        rig.Transport.Connects.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Hosts_that_did_not_answer_are_tried_last_by_other_messages()
    {
        await using var rig = new DeliveryRig(new RelaySettings { Transports = Transport(new TransportSettings { MaxMessagesPerConnection = 1 }) });
        rig.Dns.Mx("dest.example", 10, "dead.example").Mx("dest.example", 20, "alive.example").Address("dead.example", "192.0.2.1")
            .Address("alive.example", "192.0.2.2");
        rig.Transport.OnConnect = route => Task.FromResult<ConnectOutcome?>(new ConnectOutcome.Connected(
            rig.Transport.NewSession(route, route.Hosts.Single(static h => h.Name == "alive.example"), IPAddress.Parse("192.0.2.2"))));
        await rig.StartAsync();
        for (int i = 0; i < 3; i++)
            await rig.AcceptAsync("a@sender.example", "b@dest.example");
        rig.Transport.Connects.Select(static r => r.Hosts[0].Name).ShouldBe(["dead.example", "alive.example", "alive.example"]);
        await rig.AdvanceAsync(TimeSpan.FromMinutes(11));
        await rig.AcceptAsync("a@sender.example", "b@dest.example");
        rig.Transport.Connects.Last().Hosts[0].Name.ShouldBe("dead.example");
    }

    [Fact]
    public async Task A_host_that_takes_no_more_connections_keeps_those_it_has()
    {
        await using DeliveryRig rig = await new DeliveryRig().With("dest.example").StartAsync();
        int asked = 0;
        rig.Transport.OnConnect = _ => Task.FromResult(Interlocked.Increment(ref asked) > 3 ? ScriptedTransport.Unreachable("421 too many") : null);
        var hang = new TaskCompletionSource<TransactionOutcome?>();
        await rig.AcceptAsync("a@sender.example", "b@dest.example");
        rig.Transport.OnSend = (_, _) => hang.Task;
        await rig.OfferAsync(50, "b@dest.example");
        await rig.QuietAsync();
        rig.Transport.Open.ShouldBe(3);

        // Those that wait would be blamed for a crash otherwise.
        rig.Spool.InFlight.Count.ShouldBe(3);
        hang.SetResult(null);
        await rig.QuietAsync();
        rig.Spool.Entries.ShouldBeEmpty();
        rig.Transport.Sent.Count.ShouldBe(51);
    }

    [Fact]
    public async Task A_destination_whose_connections_always_break_rests()
    {
        await using DeliveryRig rig = await new DeliveryRig().With("dest.example").StartAsync();
        var breaks = new TaskCompletionSource();
        rig.Transport.OnSend = async (session, message) =>
        {
            await breaks.Task;
            session.IsReusable = false;
            TransactionOutcome lost = ScriptedTransport.All(message, new RecipientOutcome.Deferred(new SmtpReply(451, "4.4.2", "Lost")));
            return lost with { ConnectionEnded = true, HostDeclines = true };
        };
        await rig.OfferAsync(100, "b@dest.example");
        await rig.QuietAsync();
        breaks.SetResult();
        await rig.QuietAsync();
        rig.Transport.Sent.Count.ShouldBeLessThan(10);
        rig.Scheduler.HasRoomFor("dest.example", 1).ShouldBeFalse();
    }

    [Fact]
    public async Task A_failing_lookup_rests_the_destination_and_a_missing_domain_fails_each_message()
    {
        await using DeliveryRig rig = await new DeliveryRig().StartAsync();
        rig.Dns.Fail("broken.example", Relay.Sdk.Dns.DnsRecordType.MX);
        await rig.OfferAsync(20, "b@broken.example");
        await rig.QuietAsync();
        rig.Spool.Entries.Count(static e => e.Attempts > 0).ShouldBeLessThanOrEqualTo(2);
        await rig.OfferAsync(20, "b@missing.example");
        await rig.QuietAsync();
        rig.Reports.Requests.Count(static r => r.Message.ReversePath.ToString() == "a@sender.example").ShouldBe(20);
    }

    [Fact]
    public async Task An_operator_may_end_a_rest()
    {
        await using DeliveryRig rig = await new DeliveryRig().With("down.example").StartAsync();
        bool up = false;
        rig.Transport.OnConnect = _ => Task.FromResult(up ? null : ScriptedTransport.Unreachable());
        await rig.OfferAsync(10, "a@down.example");
        await rig.QuietAsync();
        up = true;
        (await rig.Scheduler.Administration.RetryAsync(new QueueFilter(), default)).Changed.ShouldBe(10);
        await rig.QuietAsync();
        rig.Spool.Entries.ShouldBeEmpty();
    }

    private static Dictionary<string, TransportSettings> Transport(TransportSettings remote) => new() { ["remote"] = remote };
}
