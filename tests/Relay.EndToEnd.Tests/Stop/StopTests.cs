using Relay.EndToEnd.Tests.Crash;
using Relay.EndToEnd.Tests.Relays;
using Relay.TestKit.Peers;

namespace Relay.EndToEnd.Tests.Stop;

/// <summary>SIGTERM, as a service manager sends it.</summary>
public sealed class StopTests
{
    private const int Rounds = 5;
    private const int Sessions = 4;
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(100);

    [Fact]
    public async Task A_loaded_relay_that_is_told_to_stop_loses_nothing_and_sends_nothing_twice()
    {
        using var folder = new TemporaryFolder("stop");
        await using RunningSink a = await RunningSink.StartAsync(folder, "a"), b = await RunningSink.StartAsync(folder, "b");
        await using RelayProcess relay = await RelayProcess.StartAsync(
            folder, new TrialSettings { Routes = TrialSettings.RoutesTo(("a.test", a.Port), ("b.test", b.Port)) });
        var sent = new SentMail();
        using var stop = new CancellationTokenSource();
        Task load = new LoadClient(relay.Port, 1, sent).RunAsync(Sessions, stop.Token);
        for (int round = 0; round < Rounds; round++)
        {
            await await Task.WhenAny(sent.ReachAsync(sent.Count + 100), load);
            (await relay.StopAsync()).ShouldBe(0, relay.Process.Output);
            await relay.StartAsync();
        }

        await stop.CancelAsync();
        await load;
        using var timer = new PeriodicTimer(LookInterval);
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (sent.Missing("a.test", a.Ids()).Count + sent.Missing("b.test", b.Ids()).Count > 0)
            await timer.WaitForNextTickAsync(deadline.Token);
        (await relay.StopAsync()).ShouldBe(0, relay.Process.Output);
        SinkResult atA = await a.StopAsync(), atB = await b.StopAsync();
        (atA.Duplicates + atB.Duplicates).ShouldBe(0);
        (atA.Altered + atB.Altered).ShouldBe(0);
    }

    [Fact]
    public async Task A_service_manager_hears_when_the_relay_is_ready_and_when_it_stops()
    {
        using var folder = new TemporaryFolder("notify");
        using var manager = new ServiceManager(folder);
        var settings = new TrialSettings();
        await using var relay = new RelayProcess(settings.Write(folder), settings.Port);
        relay.Launch(manager.Environment);

        (await manager.HearAsync()).ShouldBe("READY=1");
        await relay.Process.WaitForPortAsync(relay.Port, "220");
        (await relay.StopAsync()).ShouldBe(0, relay.Process.Output);
        (await manager.HearAsync()).ShouldBe("STOPPING=1");
    }
}
