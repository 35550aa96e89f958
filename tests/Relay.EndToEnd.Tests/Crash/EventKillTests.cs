using Relay.EndToEnd.Tests.Relays;
using Relay.TestKit.Peers;
using Relay.TestKit.Plugins;

namespace Relay.EndToEnd.Tests.Crash;

/// <summary>What a plugin hears of mail that goes through a relay which is killed again and again.</summary>
public sealed class EventKillTests
{
    private const int Kills = 8;
    private const int Sessions = 4;

    [Fact]
    public async Task Each_message_that_was_queued_is_told_to_be_complete_once_and_with_every_outcome_before_it()
    {
        using var folder = new TemporaryFolder("events");
        folder.Write("plugins.json", $$"""{ "plugins": [ { "id": "writes-notices", "path": "{{BuiltPlugin.Folder("tests/Fixtures/WritesNotices")}}" } ] }""");
        await using RunningSink a = await RunningSink.StartAsync(folder, "a"), b = await RunningSink.StartAsync(folder, "b");
        await using RelayProcess relay = await RelayProcess.StartAsync(
            folder, new TrialSettings { Routes = TrialSettings.RoutesTo(("a.test", a.Port), ("b.test", b.Port)) });
        var sent = new SentMail();
        var random = new Random(1);
        using var stop = new CancellationTokenSource();
        Task load = new LoadClient(relay.Port, 1, sent).RunAsync(Sessions, stop.Token);
        for (int kill = 0; kill < Kills; kill++)
        {
            await await Task.WhenAny(sent.ReachAsync(sent.Count + random.Next(20, 200)), load);
            await relay.KillAsync();
            await relay.StartAsync();
        }

        await stop.CancelAsync();
        await load;
        await Until.HoldsAsync(async () => (await relay.CommandAsync("queue", "list", "--count")).Trim() == "0", "an empty queue",
            () => relay.Process.Output);
        await Until.HoldsAsync(() => Read(folder, "msg:queued").IsSubsetOf(Read(folder, "msg:complete")), "the completion of each message",
            () => relay.Process.Output);
        (await relay.StopAsync()).ShouldBe(0, relay.Process.Output);

        string[][] notices = Lines(folder);
        Read(folder, "msg:complete").SetEquals(Read(folder, "msg:queued")).ShouldBeTrue("no completion of what was never queued");
        Read(folder, "msg:queued").Count.ShouldBeGreaterThanOrEqualTo(sent.Count);
        notices.Where(static one => one[0] == "msg:complete").GroupBy(static one => one[2]).ShouldAllBe(
            static message => message.Select(static one => one[1]).Distinct().Count() == 1, "one event id for each completion");

        // Each event id at its first coming: what is told again after a kill is a repeat.
        foreach (IGrouping<string, string[]> message in notices.DistinctBy(static one => one[1]).GroupBy(static one => one[2]))
        {
            string[] names = [.. message.Select(static one => one[0])];
            (names[0], names[^1]).ShouldBe(("msg:queued", "msg:complete"), message.Key);
            names[1..^1].ShouldNotBeEmpty();
            names[1..^1].ShouldAllBe(static name => name == "msg:delivery" || name.EndsWith(":defer", StringComparison.Ordinal));
        }
    }

    private static HashSet<string> Read(TemporaryFolder folder, string name) =>
        [.. Lines(folder).Where(one => one[0] == name).Select(static one => one[2])];

    private static string[][] Lines(TemporaryFolder folder) =>
        [.. File.ReadAllLines(folder["notices.txt"]).Select(static line => line.Split(' '))
            .Where(static words => words.Length == 4 && words[3] == ".")];
}
