using Relay.Core.Scheduling.Connections;

namespace Relay.Core.Tests.Scheduling;

/// <summary>Destinations without a connection, and the idle connections of others.</summary>
public sealed class ConnectionLimiterTests
{
    private readonly ConnectionLimiter limiter = new(capacity: 8);
    private readonly List<Seeker> holders = [];

    [Fact]
    public void Each_destination_in_line_has_an_idle_connection_closed_for_it()
    {
        Idle[] idle = Fill(8);
        Seeker first = Wait(DestinationHealth.Proven);
        Seeker second = Wait(DestinationHealth.Proven);
        idle.Count(static connection => connection.IsTold).ShouldBe(2);
        limiter.Leaving.ShouldBe(2);
        CloseTold(idle);
        (first.HasSlot, second.HasSlot, limiter.Leaving).ShouldBe((true, true, 0));
    }

    [Theory]
    [InlineData(nameof(DestinationHealth.Proven), 1)]
    [InlineData(nameof(DestinationHealth.Unknown), 2)]
    [InlineData(nameof(DestinationHealth.Failing), 2)]
    public void As_many_are_closed_as_the_destination_leaves_to_others_and_one(string health, int told)
    {
        Idle[] idle = Fill(8);
        Seeker seeker = Wait(Enum.Parse<DestinationHealth>(health));
        idle.Count(static connection => connection.IsTold).ShouldBe(told);
        CloseTold(idle);
        seeker.HasSlot.ShouldBeTrue();
    }

    [Fact]
    public void A_connection_that_has_work_again_before_it_closes_is_not_counted_as_leaving()
    {
        Idle[] idle = Fill(8);
        Wait(DestinationHealth.Proven);
        limiter.EndIdle(idle.Single(static connection => connection.IsTold).Node);
        limiter.Leaving.ShouldBe(0);
    }

    private Idle[] Fill(int count) => [.. Enumerable.Range(0, count).Select(_ =>
    {
        holders.Add(new Seeker(DestinationHealth.Proven));
        limiter.TryTake(holders[^1], held: 0).ShouldBeTrue();
        var idle = new Idle();
        limiter.TryIdle(idle.Node).ShouldBeTrue();
        return idle;
    })];

    private Seeker Wait(DestinationHealth health)
    {
        var seeker = new Seeker(health);
        limiter.TryTake(seeker, held: 0).ShouldBeFalse();
        return seeker;
    }

    private void CloseTold(Idle[] idle)
    {
        foreach (Idle connection in idle.Where(static connection => connection.IsTold))
        {
            limiter.EndIdle(connection.Node);
            limiter.Give();
        }
    }

    private sealed class Idle : IIdleConnection
    {
        public Idle() => Node = new LinkedListNode<IIdleConnection>(this);

        public LinkedListNode<IIdleConnection> Node { get; }

        public bool IsTold { get; private set; }

        public void CloseSoon() => IsTold = true;
    }

    private sealed class Seeker(DestinationHealth health) : IConnectionSeeker
    {
        public DestinationHealth Health => health;

        public bool HasSlot { get; private set; }

        public bool TryUseSlot() => HasSlot = true;

        public bool LookupMayBegin() => true;
    }
}
