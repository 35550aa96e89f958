using Relay.EndToEnd.Tests.Queue;
using Relay.Sdk.Testing.Hosts;
using Relay.TestKit.Peers;
using Relay.TestKit.Plugins;

namespace Relay.EndToEnd.Tests.Reload;

/// <summary>SIGHUP: new settings while mail flows.</summary>
public sealed class ReloadTests
{
    private const string Done = "The settings were read again";

    [Fact]
    public async Task Sessions_and_attempts_that_begin_after_a_reload_follow_the_new_settings_and_queued_mail_moves()
    {
        using var folder = new TemporaryFolder("reload");
        await using ScriptedHost first = ScriptedHost.Start(
            new HostManners { Answer = static command => command.StartsWith("RCPT", StringComparison.Ordinal) ? "450 4.2.1 later" : null });
        await using ScriptedHost second = ScriptedHost.Start(new HostManners());
        TrialSettings settings = new()
        {
            Accept = new { relayFromHosts = "", relayToDomains = "dest.test" },
            Routes = TrialSettings.RoutesTo(("*", first.EndPoint.Port)),
            Others = new { retry = new[] { new { rule = "F,5d,1h" } } },
        };
        await using RelayProcess relay = await RelayProcess.StartAsync(folder, settings);
        (await HandIn.SendAsync(relay.Port, "user@dest.test", "queued")).ShouldStartWith("250 ");
        (await HandIn.SendAsync(relay.Port, "user@other.test", "too early")).ShouldStartWith("550 5.7.1");
        await Until.HoldsAsync(async () => (await relay.CommandAsync("queue", "list", "--json"))
            .Contains("450 4.2.1 later", StringComparison.Ordinal), "the deferral");

        (settings with
        {
            Accept = new { relayFromHosts = "", relayToDomains = "dest.test : other.test" },
            Routes = TrialSettings.RoutesTo(("*", second.EndPoint.Port)),
        }).Write(folder);
        relay.Process.Signal(PeerProcess.SigHup);
        await relay.WaitForLogAsync(Done);
        (await HandIn.SendAsync(relay.Port, "user@other.test", "now taken")).ShouldStartWith("250 ");
        await relay.CommandAsync("queue", "retry", "--all");
        await Until.HoldsAsync(() => second.Messages.Count == 2, "both messages at the new hop", () => relay.Log);
        first.Messages.ShouldBeEmpty();
        relay.Log.ShouldContain("The settings were read again; from now on hold accept.relayToDomains, routes[0].via");
        relay.Log.ShouldNotContain("wait for a restart");
        (await relay.StopAsync()).ShouldBe(0, relay.Log);
    }

    [Fact]
    public async Task Options_of_plugins_in_relay_json_hold_from_a_reload_on()
    {
        using var folder = new TemporaryFolder("reload");
        await using ScriptedHost dest = ScriptedHost.Start(new HostManners());
        string address = $"127.0.0.1:{FreePort.Next()}";
        TrialSettings settings = new()
        {
            Listeners = [new { address, refusedSenders = "*@sender.test" }],
            Others = new { refusalText = "Not you" },
            Routes = TrialSettings.RoutesTo(("*", dest.EndPoint.Port))
        };
        string plugins = folder.Write("plugins.json", $$"""{ "plugins": [ { "id": "takes-options", "path": "{{BuiltPlugin.Folder("tests/Fixtures/TakesOptions")}}" } ] }""");
        await using RelayProcess relay = await RelayProcess.StartAsync(settings.Write(folder), settings.Port, plugins);
        (await HandIn.SendAsync(relay.Port, "user@dest.test", "refused")).ShouldBe("550 5.7.1 Not you");

        TrialSettings next = settings with
        {
            Listeners = [new { address, refusedSenders = "" }],
            Transports = new { remote = new { hostsToAvoid = "127.0.0.1" } }
        };
        next.Write(folder);
        relay.Process.Signal(PeerProcess.SigHup);
        await relay.WaitForLogAsync(Done);
        (await HandIn.SendAsync(relay.Port, "user@dest.test", "taken")).ShouldStartWith("250 ");
        await Until.HoldsAsync(async () => (await relay.CommandAsync("queue", "list", "--json"))
            .Contains("listed in hostsToAvoid", StringComparison.Ordinal), "the host to be avoided");

        await relay.WaitForLogAsync("; from now on hold transports.remote, listeners[0].refusedSenders, transports.remote.hostsToAvoid");

        (next with { Transports = new { remote = new { hostsToAvoid = "" } } }).Write(folder);
        relay.Process.Signal(PeerProcess.SigHup);
        await Until.HoldsAsync(() => relay.Log.Split(Done).Length > 2, "the second reload", () => relay.Log);
        await Until.HoldsAsync(() => dest.Messages.Count == 1, "the message", () => relay.Log);
        relay.Log.ShouldNotContain("wait for a restart");
        (await relay.StopAsync()).ShouldBe(0, relay.Log);
    }

    [Fact]
    public async Task The_level_of_the_log_holds_from_a_reload_on()
    {
        using var folder = new TemporaryFolder("reload");
        TrialSettings settings = new();
        await using RelayProcess relay = await RelayProcess.StartAsync(folder, settings);
        await relay.Process.WaitForPortAsync(settings.Port, "220 ");
        (settings with { Others = new { log = new { level = "debug" } } }).Write(folder);
        relay.Process.Signal(PeerProcess.SigHup);
        await relay.WaitForLogAsync("The settings were read again; from now on hold log.level");
        relay.Log.ShouldNotContain(" ended: ");

        await relay.Process.WaitForPortAsync(settings.Port, "220 ");

        await relay.WaitForLogAsync("ended: 0 messages accepted");
        (await relay.StopAsync()).ShouldBe(0, relay.Log);
    }

    [Fact]
    public async Task Wrong_settings_are_told_whole_and_the_old_ones_stay()
    {
        using var folder = new TemporaryFolder("reload");
        await using ScriptedHost dest = ScriptedHost.Start(new HostManners());
        TrialSettings settings = new() { Routes = TrialSettings.RoutesTo(("*", dest.EndPoint.Port)) };
        await using RelayProcess relay = await RelayProcess.StartAsync(folder, settings);
        (settings with { Accept = new { relayFromHost = "10.0.0.0/8", maxErrors = 0 } }).Write(folder);
        relay.Process.Signal(PeerProcess.SigHup);
        await relay.WaitForLogAsync("The settings are wrong; the old ones stay");
        relay.Log.ShouldContain("accept.relayFromHost: unknown key; did you mean 'relayFromHosts'?");
        relay.Log.ShouldContain("accept.maxErrors: found 0, expected");
        (await HandIn.SendAsync(relay.Port, "user@dest.test", "as before")).ShouldStartWith("250 ");
        await Until.HoldsAsync(() => dest.Messages.Count == 1, "the message", () => relay.Log);
        (await relay.StopAsync()).ShouldBe(0, relay.Log);
    }

    [Fact]
    public async Task What_belongs_to_the_process_is_named_and_waits_for_a_restart()
    {
        using var folder = new TemporaryFolder("reload");
        using var manager = new ServiceManager(folder);
        TrialSettings settings = new();
        await using var relay = new RelayProcess(settings.Write(folder), settings.Port);
        relay.Launch(manager.Environment);
        (await manager.HearAsync()).ShouldBe("READY=1");

        folder.Write("plugins.json", """{ "plugins": [] }""");
        (settings with { Hostname = "mx2.relay.example", Others = new { delivery = new { maxAge = "2d" } } }).Write(folder);
        relay.Process.Signal(PeerProcess.SigHup);
        (await manager.HearAsync()).ShouldStartWith("RELOADING=1\nMONOTONIC_USEC=");
        (await manager.HearAsync()).ShouldBe("READY=1");
        await relay.WaitForLogAsync("Changes of hostname, delivery.maxAge wait for a restart");
        await relay.WaitForLogAsync("plugins.json has changed, and its changes wait for a restart");
        (await relay.StopAsync()).ShouldBe(0, relay.Log);
    }
}
