using Relay.TestKit.Peers;

namespace Relay.EndToEnd.Tests.Start;

/// <summary>A service manager that watches the relay hears that it lives.</summary>
public sealed class WatchdogTests
{
    [Fact]
    public async Task A_relay_that_is_watched_says_that_it_lives_and_one_that_is_not_meant_does_not()
    {
        using var folder = new TemporaryFolder("watchdog");
        using var manager = new ServiceManager(folder);
        TrialSettings settings = new();
        await using var relay = new RelayProcess(settings.Write(folder), settings.Port);
        relay.Launch(new Dictionary<string, string>(manager.Environment) { ["WATCHDOG_USEC"] = "200000" });
        var heard = new HashSet<string>();
        while (!heard.IsSupersetOf(["READY=1", "WATCHDOG=1"]))
            heard.Add(await manager.HearAsync());
        (await relay.StopAsync()).ShouldBe(0, relay.Log);
        while (await manager.HearAsync() != "STOPPING=1")
        {
        }

        await using var other = new RelayProcess(relay.Configuration, settings.Port);
        using var deaf = new TemporaryFolder("watchdog");
        using var next = new ServiceManager(deaf);
        other.Launch(new Dictionary<string, string>(next.Environment) { ["WATCHDOG_USEC"] = "2000", ["WATCHDOG_PID"] = "1" });
        (await next.HearAsync()).ShouldBe("READY=1");
        (await other.StopAsync()).ShouldBe(0, other.Log);
        (await next.HearAsync()).ShouldBe("STOPPING=1");
    }
}
