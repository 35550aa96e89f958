using Relay.Core.Delivery;
using Relay.Core.Settings;

namespace Relay.Core.Tests.Scheduling;

public sealed class BlackHoleTests
{
    private static readonly Task<ConnectOutcome?> Never = new TaskCompletionSource<ConnectOutcome?>().Task;

    [Theory]
    [InlineData(1000)]
    [InlineData(200)]
    [InlineData(80)]
    public async Task Fifty_black_holes_never_delay_a_good_destination(int maxConnections)
    {
        await using var rig = new DeliveryRig(Connections(maxConnections));
        rig.Transport.OnConnect = static route => route.Destination == "good.example" ? Task.FromResult<ConnectOutcome?>(null) : Never;
        await rig.With("good.example").StartAsync();
        for (int i = 0; i < 50; i++)
        {
            rig.With($"hole{i}.example");
            await rig.OfferAsync(30, $"a@hole{i}.example");
        }

        await rig.QuietAsync();
        await rig.OfferAsync(300, "b@good.example");
        await rig.QuietAsync();
        rig.Transport.Sent.Count.ShouldBe(300);
        rig.Spool.Entries.Count.ShouldBe(1500);
        rig.Clock.GetUtcNow().ShouldBe(DeliveryRig.Start);
        await rig.StopAsync();
        rig.Scheduler.Status.Connections.ShouldBe(0);
    }

    [Fact]
    public async Task A_destination_that_hangs_in_transactions_leaves_room_too()
    {
        await using var rig = new DeliveryRig(Connections(40));
        var hang = new TaskCompletionSource<TransactionOutcome?>();
        bool hanging = false;
        rig.Transport.OnSend = (session, _) =>
            hanging && session.Route.Destination != "good.example" ? hang.Task : Task.FromResult<TransactionOutcome?>(null);
        await rig.With("good.example", "slow1.example", "slow2.example", "slow3.example").StartAsync();
        foreach (string slow in (string[])["slow1.example", "slow2.example", "slow3.example"])
            await rig.AcceptAsync("a@sender.example", $"b@{slow}");
        hanging = true;
        foreach (string slow in (string[])["slow1.example", "slow2.example", "slow3.example"])
            await rig.OfferAsync(100, $"b@{slow}");
        await rig.QuietAsync();
        int before = rig.Transport.Sent.Count;
        await rig.OfferAsync(100, "b@good.example");
        await rig.QuietAsync();
        (rig.Transport.Sent.Count - before).ShouldBe(100);
        hanging = false;
        hang.SetResult(null);
        await rig.QuietAsync();
        rig.Spool.Entries.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_known_good_destination_gets_through_when_there_are_more_black_holes_than_connections()
    {
        await using var rig = new DeliveryRig(Connections(16));
        rig.Transport.OnConnect = static route => route.Destination == "good.example" ? Task.FromResult<ConnectOutcome?>(null) : Never;
        await rig.With("good.example").StartAsync();
        await rig.AcceptAsync("a@sender.example", "b@good.example");
        for (int i = 0; i < 50; i++)
        {
            rig.With($"hole{i}.example");
            await rig.OfferAsync(5, $"a@hole{i}.example");
        }

        await rig.QuietAsync();
        await rig.OfferAsync(100, "b@good.example");
        await rig.QuietAsync();
        rig.Transport.Sent.Count.ShouldBe(101);
    }

    [Fact]
    public async Task Black_holes_with_long_queues_leave_room_in_memory_for_a_known_good_destination()
    {
        await using var rig = new DeliveryRig(Connections(1000));
        rig.Transport.OnConnect = static route => route.Destination == "good.example" ? Task.FromResult<ConnectOutcome?>(null) : Never;
        await rig.With("good.example").StartAsync();
        await rig.AcceptAsync("a@sender.example", "b@good.example");
        await rig.StoreAsync(120 * 210, static i => $"b@hole{i % 120}.example");
        for (int i = 0; i < 120; i++)
        {
            rig.With($"hole{i}.example");
            rig.Scheduler.Announce($"hole{i}.example");
        }

        await rig.QuietAsync();
        int before = rig.Spool.Claims;
        await rig.StoreAsync(400, static _ => "b@good.example");
        rig.Scheduler.Announce("good.example");
        await rig.QuietAsync();
        rig.Transport.Sent.Count.ShouldBe(401);
        (rig.Spool.Claims - before).ShouldBeLessThan(50, "fetched by the hundred, and not one by one");
    }

    [Fact]
    public async Task One_busy_destination_may_use_most_connections()
    {
        await using var rig = new DeliveryRig(Connections(20));
        var hang = new TaskCompletionSource<TransactionOutcome?>();
        await rig.With("busy.example").StartAsync();
        await rig.AcceptAsync("a@sender.example", "b@busy.example");
        rig.Transport.OnSend = (_, _) => hang.Task;
        await rig.OfferAsync(100, "b@busy.example");
        await rig.QuietAsync();
        rig.Transport.Open.ShouldBeGreaterThanOrEqualTo(13);
        hang.SetResult(null);
        await rig.QuietAsync();
        rig.Spool.Entries.ShouldBeEmpty();
    }

    [Fact]
    public async Task Idle_connections_are_given_up_for_destinations_that_have_none()
    {
        await using var rig = new DeliveryRig(Connections(4));
        await rig.StartAsync();
        for (int i = 0; i < 30; i++)
        {
            rig.With($"d{i}.example");
            await rig.AcceptAsync("a@sender.example", $"b@d{i}.example");
        }

        rig.Transport.Sent.Count.ShouldBe(30);
        rig.Transport.MostOpen.ShouldBeLessThanOrEqualTo(4);
        rig.Clock.GetUtcNow().ShouldBe(DeliveryRig.Start);
    }

    private static RelaySettings Connections(int most) => new() { Delivery = new DeliverySettings { MaxConnections = most } };
}
