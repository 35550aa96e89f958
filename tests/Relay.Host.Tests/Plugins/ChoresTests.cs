using System.Text.Json.Nodes;
using Relay.TestKit.Peers;
using Relay.TestKit.Plugins;

namespace Relay.Host.Tests.Plugins;

/// <summary>What operators see and ask of a plugin that has a job, a state of health and a command, while the relay runs.</summary>
public sealed class ChoresTests : IDisposable
{
    private readonly TemporaryFolder folder = new("chores");

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Command_of_a_plugin_is_called_from_the_command_line()
    {
        await using RunningRelay relay = await StartAsync();

        CommandRun done = await CallAsync(relay, "sweeps");
        (done.ExitCode, JsonNode.Parse(done.Output)!["sweeps"]!.GetValue<int>()).ShouldBe((0, 1));
        (await CallAsync(relay, "sweeps", "echo", "a b", "ü&=%", "")).Output.ShouldBe("[\"a b\",\"ü&=%\",\"\"]\n");
        CommandRun misuse = await CallAsync(relay, "sweeps", "nonsense");
        (misuse.ExitCode, misuse.Error).ShouldBe((2, "relay: sweeps takes no argument\n"));
        CommandRun failed = await CallAsync(relay, "sweeps", "fail");
        (failed.ExitCode, failed.Error).ShouldBe((1, "relay: the broom is gone\n"));
        CommandRun thrown = await CallAsync(relay, "sweeps", "throw");
        thrown.ExitCode.ShouldBe(1);
        thrown.Error.ShouldNotContain("secret of the log");
        CommandRun absent = await CallAsync(relay, "sweep");
        (absent.ExitCode, absent.Error).ShouldBe((2, "relay: no running plugin 'does-chores' has a command 'sweep'\n"));
        (await CallAsync(relay, "sweeps", new string('x', 5000))).ExitCode.ShouldBe(2);
    }

    [Fact]
    public async Task Command_needs_a_running_relay()
    {
        await using (RunningRelay relay = await StartAsync())
            await relay.StopAsync();

        CommandRun run = await CommandRun.OfAsync("plugin", "call", "does-chores", "sweeps", "--config", folder["relay.json"]);

        run.ExitCode.ShouldBe(1);
        run.Error.ShouldStartWith("relay: no relay answers on '");
        run.Error.ShouldEndWith("': none is running, or it is still starting; a plugin's commands are carried out in the running relay\n");
    }

    [Fact]
    public async Task Failed_job_and_ill_health_are_shown()
    {
        await using RunningRelay relay = await StartAsync();

        CommandRun list = await CommandRun.OfAsync(["plugin", "list", .. relay.Options]);
        list.Output.ShouldContain("the broom is gone");
        list.Output.ShouldContain("degraded: not swept yet");
        relay.Log.ShouldContain("plugin does-chores: health is now Degraded not swept yet");
    }

    [Fact]
    public async Task First_run_of_a_job_can_submit_mail()
    {
        await using RunningRelay relay = await StartAsync($$"""{ "id": "every-kind", "path": "{{BuiltPlugin.Folder("tests/Fixtures/EveryKind")}}", "settings": { "kinds": ["job"] } }""", "plugin every-kind: message ");

        relay.Log.ShouldNotContain("job announce failed");
    }

    private static Task<CommandRun> CallAsync(RunningRelay relay, string command, params string[] arguments) =>
        CommandRun.OfAsync(["plugin", "call", .. relay.Options, "does-chores", command, "--", .. arguments]);

    private Task<RunningRelay> StartAsync() =>
        StartAsync($$"""{ "id": "does-chores", "path": "{{BuiltPlugin.Folder("tests/Fixtures/DoesChores")}}" }""", "job sweep failed: ");

    private async Task<RunningRelay> StartAsync(string entry, string awaited)
    {
        folder.Write("plugins.json", $$"""{ "plugins": [ {{entry}} ] }""");
        RunningRelay relay = await RunningRelay.StartAsync(folder.Path, """
            {
              "hostname": "mx.relay.example",
              "spool": { "path": "spool", "reserveOctets": 0 },
              "listeners": [ { "address": "127.0.0.1:0" } ],
              "routes": [ { "via": "127.0.0.1:9" } ]
            }
            """);
        await relay.AdminAsync();
        await relay.WaitForLogAsync(awaited);
        return relay;
    }
}
