using Relay.EndToEnd.Tests.Queue;
using Relay.Sdk.Testing.Hosts;
using Relay.TestKit.Peers;
using Relay.TestKit.Plugins;

namespace Relay.EndToEnd.Tests.Plugins;

/// <summary>A plugin that hears of mail cannot be started for one run of the relay.</summary>
public sealed class AwayPluginTests
{
    [Fact]
    public async Task It_hears_when_it_is_back_what_happened_while_it_was_away()
    {
        using var folder = new TemporaryFolder("away");
        folder.Write("plugins.json", $$"""{ "plugins": [ { "id": "writes-notices", "path": "{{BuiltPlugin.Folder("tests/Fixtures/WritesNotices")}}" } ] }""");
        await using ScriptedHost dest = ScriptedHost.Start(new HostManners());
        await using RelayProcess relay = await RelayProcess.StartAsync(folder,
            new TrialSettings { Routes = TrialSettings.RoutesTo(("*", dest.EndPoint.Port)) });
        (await HandIn.SendAsync(relay.Port, "user@dest.test", "heard at once")).ShouldStartWith("250 ");
        await Until.HoldsAsync(() => Completions(folder) == 1, "the first completion", () => relay.Log);
        (await relay.StopAsync()).ShouldBe(0, relay.Log);

        string down = folder.Write("down.txt", "");
        await relay.StartAsync();
        await relay.WaitForLogAsync("the plugin of writes-notices/write-notice is not there");
        (await HandIn.SendAsync(relay.Port, "user@dest.test", "heard later")).ShouldStartWith("250 ");
        await Until.HoldsAsync(async () => (await relay.CommandAsync("queue", "list", "--count")).Trim() == "0", "an empty queue", () => relay.Log);
        (await relay.StopAsync()).ShouldBe(0, relay.Log);
        Completions(folder).ShouldBe(1);

        File.Delete(down);
        await relay.StartAsync();
        await Until.HoldsAsync(() => Completions(folder) == 2, "the second completion", () => relay.Log);
        (await relay.StopAsync()).ShouldBe(0, relay.Log);
    }

    private static int Completions(TemporaryFolder folder) => File.Exists(folder["notices.txt"])
        ? File.ReadLines(folder["notices.txt"]).Where(static line => line.StartsWith("msg:complete ", StringComparison.Ordinal)).Distinct().Count()
        : 0;
}
