using System.Text.RegularExpressions;
using Relay.EndToEnd.Tests.Relays;
using Relay.TestKit.Peers;

namespace Relay.EndToEnd.Tests.Queue;

/// <summary>A real next hop that says 450 for a while.</summary>
public sealed class DeferralTests
{
    [Fact]
    public async Task Mail_that_is_put_off_twice_is_delivered_once_when_the_retry_rule_comes_round()
    {
        using var folder = new TemporaryFolder("deferral");
        await using RunningSink sink = await RunningSink.StartAsync(folder, "sink", "--reply-at", "rcpt=450:2");
        await using RelayProcess relay = await RelayProcess.StartAsync(folder, new TrialSettings
        {
            Routes = TrialSettings.RoutesTo(("dest.test", sink.Port)),
            Others = new { retry = new[] { new { domains = "dest.test", rule = "F,1h,1s" } } },
        });

        (await HandIn.SendAsync(relay.Port, "late@dest.test", "late")).ShouldStartWith("250 ");

        await Until.HoldsAsync(async () => (await relay.CommandAsync("queue", "list", "--count")).Trim() == "0", "an empty queue", () => relay.Log);
        (await relay.StopAsync()).ShouldBe(0, relay.Log);
        Regex.Count(relay.Log, @"deferred \S+ to late@dest\.test .*450 4\.0\.0 ").ShouldBe(2, relay.Log);
        SinkResult counted = await sink.StopAsync();
        (counted.Messages, counted.Recipients, counted.Duplicates).ShouldBe((1, 1, 0));
    }
}
