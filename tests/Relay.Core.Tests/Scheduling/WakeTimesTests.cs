using Relay.Core.Scheduling.Timing;

namespace Relay.Core.Tests.Scheduling;

public sealed class WakeTimesTests
{
    [Fact]
    public void A_far_time_is_asked_for_once_however_often_a_near_one_comes_before_it()
    {
        var times = new WakeTimes();
        times.TryAdd(new Instant(1000)).ShouldBeTrue();
        for (int idle = 10; idle < 300; idle += 10)
        {
            times.TryAdd(new Instant(idle)).ShouldBeTrue();
            times.Passed(new Instant(idle));
            times.TryAdd(new Instant(1000)).ShouldBeFalse();
        }

        times.Passed(new Instant(1000));
        times.IsEmpty.ShouldBeTrue();
        times.TryAdd(new Instant(2000)).ShouldBeTrue();
    }
}
