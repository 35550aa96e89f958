using Relay.Sdk.Testing.Hosts;
using Relay.TestKit.Peers;
using Relay.TestKit.Plugins;

namespace Relay.Host.Tests.Plugins;

/// <summary>A plugin's store keeps the queue of the running relay.</summary>
public sealed class PluginSpoolTests : IDisposable
{
    private readonly TemporaryFolder folder = new("store");

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("memory")]
    [InlineData("shared")]
    public async Task Mail_goes_through_a_store_that_answers_at_once_or_after_a_wait_and_the_queue_commands_see_it(string store)
    {
        await using ScriptedHost peer = ScriptedHost.Start(new HostManners { Answer = DeferLate });
        await using RunningRelay relay = await RunningRelay.StartAsync(folder.Path, Settings(peer.EndPoint.ToString(), "", store));

        (await CommandRun.OfAsync("send", "--to", relay.Address, "--count", "20", "--sessions", "2")).ExitCode.ShouldBe(0);
        (await CommandRun.OfAsync("send", "--to", relay.Address, "--rcpt", "late@dest.example")).ExitCode.ShouldBe(0);
        await relay.WaitForLogAsync("deferred ");
        await relay.AdminAsync();

        CommandRun list = await CommandRun.OfAsync(["queue", "list", "--recipient", "late@dest.example", .. relay.Options]);
        list.Output.ShouldContain("late@dest.example");
        (await CommandRun.OfAsync(["queue", "hold", "--all", .. relay.Options])).Output.ShouldContain("1 changed");
        (await CommandRun.OfAsync(["queue", "remove", "--all", .. relay.Options])).Output.ShouldContain("1 changed");
        peer.Messages.Count.ShouldBe(20);
        (await relay.StopAsync()).ShouldBe(0);
        File.Exists(folder["spool/spool.db"]).ShouldBeFalse();
    }

    [Fact]
    public async Task Mail_that_another_relay_puts_into_a_shared_store_goes_out_when_the_store_tells_of_it()
    {
        await using ScriptedHost peer = ScriptedHost.Start(new HostManners { Answer = DeferLate });
        await using RunningRelay relay = await RunningRelay.StartAsync(folder.Path, Settings(peer.EndPoint.ToString(), "", "shared"));
        (await CommandRun.OfAsync("send", "--to", relay.Address, "--rcpt", "late@dest.example")).ExitCode.ShouldBe(0);
        await relay.WaitForLogAsync("deferred ");
        await relay.AdminAsync();

        CommandRun put = await CommandRun.OfAsync(["plugin", "call", .. relay.Options, "keeps-in-memory", "put-in", "--", "other@dest.example"]);
        put.ExitCode.ShouldBe(0, put.Error);

        // The relay itself looks through the queue every ten minutes, and the wait for the log is a tenth of that.
        await relay.WaitForLogAsync(" to other@dest.example ");
        peer.Messages.ShouldHaveSingleItem().Text.ShouldContain("Subject: from another relay");
        (await relay.StopAsync()).ShouldBe(0);
    }

    [Theory]
    [InlineData("create")]
    [InlineData("start")]
    public async Task A_store_that_cannot_be_used_stops_the_start_with_a_line(string step)
    {
        InvalidOperationException fault = await Should.ThrowAsync<InvalidOperationException>(RunningRelay.StartAsync(folder.Path,
            Settings("127.0.0.1:9", step)));

        fault.Message.ShouldStartWith("the relay ended with 1: relay: the spool store 'memory' of the plugin keeps-in-memory cannot be used: ");
        fault.Message.ShouldContain($"a fault of the store at {step}");
        fault.Message.ShouldNotContain("   at ");
    }

    [Fact]
    public async Task A_store_whose_plugin_cannot_start_stops_the_start_with_a_line()
    {
        InvalidOperationException fault = await Should.ThrowAsync<InvalidOperationException>(RunningRelay.StartAsync(folder.Path,
            Settings("127.0.0.1:9", "plugin")));

        fault.Message.ShouldStartWith("the relay ended with 1: relay: the spool store 'memory' cannot be used: plugin keeps-in-memory: StartAsync " +
            "threw: ");
        fault.Message.ShouldContain("a fault of the store at plugin");
    }

    [Fact]
    public async Task A_store_that_throws_at_a_commit_defers_the_message()
    {
        await using RunningRelay relay = await RunningRelay.StartAsync(folder.Path, Settings("127.0.0.1:9", "commit"));

        CommandRun sent = await CommandRun.OfAsync("send", "--to", relay.Address);

        sent.ExitCode.ShouldBe(1);
        sent.Output.ShouldContain("1 × 451 4.3.0 ");
        await relay.WaitForLogAsync("a fault of the store at commit");
    }

    private static string? DeferLate(string command) => command.Contains("<late@", StringComparison.Ordinal) ? "450 4.2.1 later" : null;

    private string Settings(string via, string throwAt, string store = "memory")
    {
        folder.Write("plugins.json", $$"""
            { "plugins": [ { "id": "keeps-in-memory", "path": "{{BuiltPlugin.Folder("tests/Fixtures/KeepsInMemory")}}", "settings": { "throwAt": "{{throwAt}}" } } ] }
            """);
        return $$"""
            {
              "hostname": "mx.relay.example",
              "spool": { "store": "{{store}}", "path": "spool" },
              "listeners": [ { "address": "127.0.0.1:0" } ],
              "routes": [ { "via": "{{via}}" } ]
            }
            """;
    }
}
