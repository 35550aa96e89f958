using System.Net;
using Microsoft.Extensions.Logging;
using Relay.Core.Delivery;
using Relay.Core.Routing;
using Relay.Core.Scheduling.Connections;
using Relay.Core.Scheduling.Timing;
using Relay.Core.Settings;
using Relay.Sdk.Mail;
using Relay.Sdk.Replies;
using Relay.TestKit.Delivery;

namespace Relay.Core.Tests.Scheduling;

/// <summary>The clock of the system is set while mail waits.</summary>
public sealed class ClockTests
{
    private static readonly RecipientOutcome Later = new RecipientOutcome.Deferred(new SmtpReply(450, "4.2.1", "Later"));

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public async Task A_destination_rests_no_longer_when_the_clock_is_set(int hours)
    {
        await using DeliveryRig rig = await new DeliveryRig().With("down.example").StartAsync();
        bool up = false;
        rig.Transport.OnConnect = _ => Task.FromResult(up ? null : ScriptedTransport.Unreachable());
        await rig.AcceptAsync("a@sender.example", "b@down.example");
        up = true;
        rig.Clock.Skew = TimeSpan.FromHours(hours);
        await rig.AcceptAsync("a@sender.example", "c@down.example");
        rig.Transport.Sent.ShouldBeEmpty();
        await rig.AdvanceAsync(TimeSpan.FromSeconds(30));
        rig.Transport.Sent.ShouldContain(static sent => sent.Message.Recipients[0].Mailbox.LocalPart == "c");
    }

    [Fact]
    public async Task Retry_times_keep_their_distance_when_the_clock_is_set_back()
    {
        await using DeliveryRig rig = await new DeliveryRig().With("dest.example").StartAsync();
        bool later = true;
        rig.Transport.OnSend = (_, message) => Task.FromResult(later ? ScriptedTransport.All(message, Later) : null);
        await rig.AcceptAsync("a@sender.example", "b@dest.example");
        later = false;
        await rig.AdvanceAsync(TimeSpan.FromMinutes(1));
        rig.Clock.Skew = TimeSpan.FromHours(-3);
        await rig.AdvanceAsync(TimeSpan.FromMinutes(13), TimeSpan.FromSeconds(30));
        rig.Transport.Sent.Count.ShouldBe(1);
        await rig.AdvanceAsync(TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(30));
        rig.Transport.Sent.Count.ShouldBe(2);
        rig.Spool.Entries.ShouldBeEmpty();
        rig.Logs.Lines.ShouldContain(static line => line.Level == LogLevel.Warning
            && line.Text.StartsWith("The clock of the system was set by -03:00:00", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Mail_that_is_due_after_a_step_forward_is_sent_within_a_round()
    {
        await using DeliveryRig rig = await new DeliveryRig().With("dest.example").StartAsync();
        bool later = true;
        rig.Transport.OnSend = (_, message) => Task.FromResult(later ? ScriptedTransport.All(message, Later) : null);
        await rig.AcceptAsync("a@sender.example", "b@dest.example");
        later = false;
        rig.Clock.Skew = TimeSpan.FromHours(3);
        await rig.AdvanceAsync(TimeSpan.FromSeconds(30));
        rig.Transport.Sent.Count.ShouldBe(2);
        rig.Spool.Entries.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_small_step_is_left_alone()
    {
        await using DeliveryRig rig = await new DeliveryRig().StartAsync();
        rig.Clock.Skew = TimeSpan.FromSeconds(-5);
        await rig.AdvanceAsync(TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(30));
        rig.Logs.Lines.ShouldNotContain(static line => line.Text.Contains("clock", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public async Task A_destination_that_stays_down_rests_twice_as_long_each_time_when_the_clock_is_set(int hours)
    {
        await using DeliveryRig rig = await new DeliveryRig().With("down.example").StartAsync();
        rig.Transport.OnConnect = static _ => Task.FromResult<ConnectOutcome?>(ScriptedTransport.Unreachable());
        await rig.OfferAsync(10, "b@down.example");
        await rig.QuietAsync();
        await rig.AdvanceAsync(TimeSpan.FromSeconds(30));
        int first = rig.Transport.Connects.Count;
        rig.Clock.Skew = TimeSpan.FromHours(hours);
        await rig.AdvanceAsync(TimeSpan.FromSeconds(30));
        await rig.AdvanceAsync(TimeSpan.FromSeconds(29));
        rig.Transport.Connects.Count.ShouldBe(first);
        await rig.AdvanceAsync(TimeSpan.FromSeconds(1));
        rig.Transport.Connects.Count.ShouldBe(first + 1);
        rig.Logs.Lines.ShouldContain(static line => line.Text.StartsWith("down.example rests for 00:02:00", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public async Task A_rate_is_neither_faster_nor_slower_when_the_clock_is_set(int hours)
    {
        await using DeliveryRig rig = await Rig(new TransportSettings { MessageRate = "1/1h" }).StartAsync();
        await rig.OfferAsync(3, "b@dest.example");
        await rig.QuietAsync();
        rig.Clock.Skew = TimeSpan.FromHours(hours);
        await rig.AdvanceAsync(TimeSpan.FromMinutes(59), TimeSpan.FromMinutes(1));
        rig.Transport.Sent.Count.ShouldBe(1);
        await rig.AdvanceAsync(TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(1));
        rig.Transport.Sent.Count.ShouldBe(2);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public async Task An_idle_connection_stays_open_for_its_time_when_the_clock_is_set(int hours)
    {
        await using DeliveryRig rig = await Rig(new TransportSettings { IdleTimeout = TimeSpan.FromSeconds(10) }).StartAsync();
        await rig.AcceptAsync("a@sender.example", "b@dest.example");
        rig.Clock.Skew = TimeSpan.FromHours(hours);
        await rig.AdvanceAsync(TimeSpan.FromSeconds(9));
        rig.Transport.Open.ShouldBe(1);
        await rig.AdvanceAsync(TimeSpan.FromSeconds(1));
        rig.Transport.Open.ShouldBe(0);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public void An_address_that_did_not_answer_is_remembered_for_ten_minutes_when_the_clock_is_set(int hours)
    {
        var clock = new SettableClock(DeliveryRig.Start);
        var memory = new HostMemory(new SteadyClock(clock));
        var route = new ResolvedRoute
        {
            Destination = "dest.example",
            Domain = MailDomain.Parse("dest.example"),
            Hosts = [Host("mx1.dest.example", "192.0.2.1"), Host("mx2.dest.example", "192.0.2.2")],
            TransportName = "remote",
            Transport = new TransportSettings(),
        };
        memory.Failed(new IPEndPoint(IPAddress.Parse("192.0.2.1"), 25));
        clock.Skew = TimeSpan.FromHours(hours);
        clock.Advance(TimeSpan.FromMinutes(9));
        memory.Arrange(route).Hosts[0].Name.ShouldBe("mx2.dest.example");
        clock.Advance(TimeSpan.FromMinutes(1));
        memory.Arrange(route).Hosts[0].Name.ShouldBe("mx1.dest.example");
    }

    private static RouteHost Host(string name, string address) => new() { Name = name, Port = 25, Addresses = [IPAddress.Parse(address)] };

    private static DeliveryRig Rig(TransportSettings transport) =>
        new DeliveryRig(new RelaySettings { Transports = new Dictionary<string, TransportSettings> { ["remote"] = transport } }).With("dest.example");
}
