using Relay.Core.Expansion;
using Relay.Core.Scheduling.Destinations;
using Relay.Core.Settings;

namespace Relay.Core.Tests.Scheduling;

/// <summary>Deliveries and the DNS: a look-up that waits holds up no other mail.</summary>
public sealed class LookupTests
{
    [Fact]
    public async Task Silent_DNS_for_ten_thousand_domains_delays_no_mail_that_needs_none()
    {
        await using DeliveryRig rig = await new DeliveryRig(Settings(connections: 50)) { Silent = new SilentDns() }.StartAsync();
        await rig.StoreAsync(10_000, static i => $"b@d{i}.silent.example");
        await rig.RestartAsync();
        rig.Scheduler.Status.Lookups.ShouldBe(50);
        await rig.AcceptAsync("a@sender.example", "b@literal.example");
        rig.Transport.Sent.ShouldHaveSingleItem().Message.Recipients[0].Mailbox.Domain.Value.ShouldBe("literal.example");
        rig.Spool.Entries.Count.ShouldBe(10_000);
    }

    [Fact]
    public async Task Look_ups_under_way_hold_no_connection()
    {
        await using DeliveryRig rig = await new DeliveryRig(Settings(connections: 8)) { Silent = new SilentDns() }.StartAsync();
        for (int i = 0; i < 4; i++)
            await rig.AcceptAsync("a@sender.example", $"b@d{i}.silent.example");
        await DeliveryRig.UntilAsync(() => rig.Scheduler.Status.Connections == 0);
        (rig.Scheduler.Status.Lookups, rig.Scheduler.Status.Connections).ShouldBe((4, 0));
        for (int i = 0; i < 20; i++)
            await rig.AcceptAsync("a@sender.example", $"b@d{i}.answered.example");
        rig.Transport.Sent.Count.ShouldBe(20);
    }

    [Fact]
    public async Task Destinations_in_line_for_a_look_up_have_their_turn_when_others_end()
    {
        await using DeliveryRig rig = await new DeliveryRig(Settings(connections: 2)) { Silent = new SilentDns() }.StartAsync();
        await rig.StoreAsync(200, static i => $"b@d{i}.answered.example");
        await rig.RestartAsync();
        rig.Transport.Sent.Count.ShouldBe(200);
        rig.Spool.Entries.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_message_whose_destination_waits_for_the_DNS_says_so()
    {
        await using DeliveryRig rig = await new DeliveryRig(Settings(connections: 1)) { Silent = new SilentDns() }.StartAsync();
        await rig.AcceptAsync("a@sender.example", "b@d1.silent.example");
        await rig.AcceptAsync("a@sender.example", "b@d2.silent.example");

        // The first worker lends its slot out a moment after its question is on the way; the second destination has its turn then.
        await DeliveryRig.UntilAsync(() => Reasons().All(static kind => kind == WaitKind.Dns));
        Reasons().ShouldBe([WaitKind.Dns, WaitKind.Dns]);

        IEnumerable<WaitKind> Reasons() => rig.Spool.Entries.Select(entry => rig.Scheduler.WaitReasonOf(entry).Kind);
    }

    private static RelaySettings Settings(int connections) => new()
    {
        Routes = [new RouteSettings { Domains = ListParser.Domains("literal.example"), Via = "192.0.2.9" }, new RouteSettings()],
        Delivery = new DeliverySettings { MaxConnections = connections },
    };
}
