using Relay.Core.Scheduling.Destinations;

namespace Relay.Core.Tests.Scheduling;

public sealed class WakeTimesTests
{
    [Fact]
    public void A_far_time_is_asked_for_once_however_often_a_near_one_comes_before_it()
    {
        var times = new WakeTimes();
        times.TryAdd(1000).ShouldBeTrue();
        for (int idle = 10; idle < 300; idle += 10)
        {
            times.TryAdd(idle).ShouldBeTrue();
            times.Passed(idle);
            times.TryAdd(1000).ShouldBeFalse();
        }

        times.Passed(1000);
        times.IsEmpty.ShouldBeTrue();
        times.TryAdd(2000).ShouldBeTrue();
    }
}
