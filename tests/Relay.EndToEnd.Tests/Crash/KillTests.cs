using System.Text.RegularExpressions;
using Relay.EndToEnd.Tests.Relays;
using Relay.TestKit.Peers;

namespace Relay.EndToEnd.Tests.Crash;

/// <summary>A loaded relay is killed at random moments and started again on its spool. RELAY_KILLS sets how often, RELAY_KILL_SEED when.</summary>
public sealed class KillTests(ITestOutputHelper output)
{
    private const int Sessions = 8;
    private static readonly TimeSpan DrainTime = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(250);

    [Fact]
    public async Task Every_acknowledged_message_survives_kill_9()
    {
        int kills = EnvironmentNumber.Read("RELAY_KILLS", 20), seed = EnvironmentNumber.Read("RELAY_KILL_SEED", 1);
        using var folder = new TemporaryFolder("kill");
        await using RunningSink a = await RunningSink.StartAsync(folder, "a"), b = await RunningSink.StartAsync(folder, "b");
        await using RelayProcess relay = await RelayProcess.StartAsync(
            folder, new TrialSettings { Routes = TrialSettings.RoutesTo(("a.test", a.Port), ("b.test", b.Port)) });
        var sent = new SentMail();
        var random = new Random(seed);
        int quarantined = 0;
        using var stop = new CancellationTokenSource();
        Task load = new LoadClient(relay.Port, seed, sent).RunAsync(Sessions, stop.Token);
        for (int kill = 0; kill < kills; kill++)
        {
            await WaitForMomentAsync(relay, sent, random, load);
            quarantined += Quarantined(await relay.KillAsync());
            relay.Launch();
        }

        await relay.Process.WaitForPortAsync(relay.Port, "220");
        await stop.CancelAsync();
        await load;
        await DrainAsync(relay, sent, a, b);
        quarantined += Quarantined(relay.Process.Output);
        (await relay.StopAsync()).ShouldBe(0, relay.Process.Output);

        SinkResult atA = await a.StopAsync(), atB = await b.StopAsync();
        output.WriteLine(
            $"seed {seed}: {kills} kills, {sent.Count} messages acknowledged, " +
            $"{sent.Missing("a.test", a.Ids()).Count + sent.Missing("b.test", b.Ids()).Count} lost, "
            + $"{atA.Duplicates + atB.Duplicates} arrived twice, {atA.Altered + atB.Altered} altered, {quarantined} put into quarantine");
        sent.Unknown([.. a.Ids(), .. b.Ids()]).ShouldBeEmpty();
        (atA.Altered + atB.Altered).ShouldBe(0);
        (atA.Intact + atB.Intact).ShouldBe(atA.Messages + atB.Messages);
    }

    // Most often in the middle of work; now and then before the relay has come up again.
    private static async Task WaitForMomentAsync(RelayProcess relay, SentMail sent, Random random, Task load)
    {
        if (random.Next(8) == 0)
        {
            using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(random.Next(1, 800)));
            await timer.WaitForNextTickAsync();
            return;
        }

        await relay.Process.WaitForPortAsync(relay.Port);
        Task moment = sent.ReachAsync(sent.Count + random.Next(1, 300));
        // A load that ended by itself has failed, and says why.
        await await Task.WhenAny(moment, load);
    }

    // What recovery said at a start.
    private static int Quarantined(string log) =>
        Regex.Match(log, "([0-9]+) put into quarantine") is { Success: true } found ? int.Parse(found.Groups[1].ValueSpan) : 0;

    private static async Task DrainAsync(RelayProcess relay, SentMail sent, RunningSink a, RunningSink b)
    {
        using var deadline = new CancellationTokenSource(DrainTime);
        using var timer = new PeriodicTimer(LookInterval);
        while (sent.Missing("a.test", a.Ids()).Count + sent.Missing("b.test", b.Ids()).Count > 0)
        {
            if (deadline.IsCancellationRequested)
            {
                IReadOnlyList<string> lostAtA = sent.Missing("a.test", a.Ids()), lostAtB = sent.Missing("b.test", b.Ids());
                string log = relay.Process.Output;
                throw new InvalidOperationException(
                    $"{lostAtA.Count} lost at a.test, {lostAtB.Count} at b.test: " +
                    $"{string.Join(' ', lostAtA.Concat(lostAtB).Take(20))}\n{log[..Math.Min(5000, log.Length)]}\n…\n{log[Math.Max(0, log.Length - 5000)..]}");
            }

            await timer.WaitForNextTickAsync(CancellationToken.None);
        }
    }
}
