using System.Net;
using Microsoft.Extensions.Time.Testing;
using Relay.Core.Sessions.Authentication;

namespace Relay.Core.Tests.Sessions.Authentication;

public sealed class AuthThrottleTests
{
    private static readonly IPAddress Client = IPAddress.Parse("192.0.2.1");
    private readonly FakeTimeProvider clock = new();
    private readonly AuthThrottle throttle;

    public AuthThrottleTests() => throttle = new AuthThrottle(clock);

    [Fact]
    public void Sessions_that_take_turns_are_slowed_down_like_one() =>
        Enumerable.Range(0, 6).Select(_ => throttle.Fail(Client, ofSession: 1, most: 100).TotalSeconds).ShouldBe([1, 2, 4, 8, 8, 8]);

    [Fact]
    public void Failures_are_forgotten_evenly()
    {
        for (int i = 0; i < 10; i++)
            throttle.Fail(Client, 1, most: 10);
        throttle.IsBlocked(Client, most: 10).ShouldBeTrue();
        clock.Advance(AuthThrottle.Memory / 10 * 1.1);
        throttle.IsBlocked(Client, most: 10).ShouldBeFalse();
        throttle.Fail(Client, 1, most: 10);
        throttle.IsBlocked(Client, most: 10).ShouldBeTrue();
        clock.Advance(AuthThrottle.Memory);
        throttle.Fail(Client, 1, most: 10).ShouldBe(TimeSpan.FromSeconds(1));
    }

    [Fact]
    public void An_IPv6_network_counts_as_one_address()
    {
        throttle.Fail(IPAddress.Parse("2001:db8::1"), 1, most: 1);
        throttle.IsBlocked(IPAddress.Parse("2001:db8::abcd:1:2:3"), most: 1).ShouldBeTrue();
        throttle.IsBlocked(IPAddress.Parse("2001:db8:0:1::1"), most: 1).ShouldBeFalse();
    }

    [Fact]
    public void Without_a_limit_only_the_session_counts()
    {
        for (int i = 0; i < 1000; i++)
            throttle.Fail(Client, 1, most: 0).ShouldBe(TimeSpan.FromSeconds(1));
        throttle.IsBlocked(Client, most: 0).ShouldBeFalse();
    }

    [Fact]
    public void A_flood_of_addresses_does_not_let_the_worst_one_off()
    {
        for (int i = 0; i < 5; i++)
            throttle.Fail(Client, 1, most: 5);
        for (int i = 0; i < 25_000; i++)
            throttle.Fail(new IPAddress([10, (byte)(i >> 16), (byte)(i >> 8), (byte)i]), 1, most: 5);
        throttle.IsBlocked(Client, most: 5).ShouldBeTrue();
    }
}
