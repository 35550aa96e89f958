using System.Net;
using System.Text.Json;
using System.Xml.Linq;
using Relay.EndToEnd.Tests.Relays;
using Relay.Sdk.Testing.Clients;
using Relay.TestKit.Peers;
using Relay.TestKit.Plugins;

namespace Relay.EndToEnd.Tests.Programs;

/// <summary>The relay as an administrator installs it: published into a folder of its own, run from another one.</summary>
public sealed class PublishedTests
{
    // No servers that outlive the test.
    private static readonly Dictionary<string, string> Quiet = new()
    {
        ["MSBUILDDISABLENODEREUSE"] = "1",
        ["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0",
        ["DOTNET_NOLOGO"] = "1",
        ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1",
    };

    [Fact]
    public async Task A_published_relay_runs_anywhere_with_the_shipped_plugins()
    {
        using var folder = new TemporaryFolder("published");
        string configuration = RelayPrograms.Relay.Contains("/Debug/", StringComparison.Ordinal) ? "Debug" : "Release";
        await using (PeerProcess publish = PeerProcess.Start(
            "dotnet", ["publish", BuiltPlugin.RepositoryFile("core/Relay.Host"), "-c", configuration, "-o", folder["opt/relay"]], Quiet, folder.Path))
            (await publish.ExitAsync(TimeSpan.FromMinutes(5))).ShouldBe(0, publish.Output);
        Dictionary<string, string> runtime = RuntimeOptions(folder["opt/relay/relay.runtimeconfig.json"]);
        foreach ((string name, string value) in ProjectOptions())
            runtime.ShouldContainKeyAndValue(name, value);
        string program = folder["opt/relay/relay"];
        await using RunningSink sink = await RunningSink.StartAsync(folder, "sink");
        var settings = new TrialSettings { Routes = TrialSettings.RoutesTo(("*", sink.Port)) };
        string file = settings.Write(folder);
        folder.Write("plugins.json", """{ "plugins": [ { "id": "recipient-cap", "settings": { "maxRecipients": 100 } } ] }""");
        string elsewhere = folder.Folder("elsewhere");

        await using PeerProcess relay = PeerProcess.Start(program, ["run", "--config", file], folder: elsewhere);
        await relay.WaitForPortAsync(settings.Port, "220 ");
        await using ScriptedClient client = await ScriptedClient.ConnectAsync(new IPEndPoint(IPAddress.Loopback, settings.Port));
        await client.TalkAsync("""
            S: 220 mx1.relay.example *
            C: EHLO client.example
            S: 250 *
            C: MAIL FROM:<alice@sender.example>
            S: 250 2.1.0 *
            """);
        for (int i = 1; i <= 100; i++)
            (await client.AskAsync($"RCPT TO:<r{i}@dest.example>")).ShouldStartWith("250 2.1.5");
        (await client.AskAsync("RCPT TO:<r101@dest.example>")).ShouldStartWith("452 4.5.3");
        (await client.AskAsync("DATA")).ShouldStartWith("354");
        (await client.AskAsync(new TrialMessage("from a published relay").Text + ".")).ShouldStartWith("250 2.0.0 Queued as ");
        await sink.WaitForMessagesAsync(1, TimeSpan.FromMinutes(3));

        string list = await PeerProcess.RunAsync(program, ["plugin", "list", "--config", file], folder: elsewhere);
        list.ShouldMatch("recipient-cap\t.*\tactive");
        Directory.GetFileSystemEntries(elsewhere).ShouldBeEmpty();
    }

    // The settings of the runtime that the project chooses, as docs/decisions/2026-11-30-runtime-settings.md has measured them.
    private static Dictionary<string, string> ProjectOptions()
    {
        var project = XDocument.Load(BuiltPlugin.RepositoryFile("core/Relay.Host/Relay.Host.csproj"));
        Dictionary<string, string> options = project.Descendants("RuntimeHostConfigurationOption")
            .ToDictionary(static option => option.Attribute("Include")!.Value, static option => option.Attribute("Value")!.Value);
        options.ShouldNotBeEmpty();
        options.Add("System.GC.Concurrent", project.Descendants("ConcurrentGarbageCollection").Single().Value);
        options.Add("System.Runtime.TieredPGO", project.Descendants("TieredPGO").Single().Value);
        return options;
    }

    private static Dictionary<string, string> RuntimeOptions(string file)
    {
        using var json = JsonDocument.Parse(File.ReadAllText(file));
        return json.RootElement.GetProperty("runtimeOptions").GetProperty("configProperties").EnumerateObject()
            .ToDictionary(static option => option.Name, static option => option.Value.ToString().ToLowerInvariant());
    }

    [Theory]
    [InlineData("config", "schema")]
    [InlineData("--help")]
    public async Task Output_that_cannot_be_written_ends_a_command_with_a_line_and_no_stack_trace(params string[] arguments)
    {
        await using PeerProcess command = PeerProcess.Start("sh", ["-c", "exec \"$@\" > /dev/full", "sh", RelayPrograms.Relay, .. arguments]);
        (await command.ExitAsync()).ShouldBe(1, command.Output);
        command.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).ShouldHaveSingleItem().ShouldContain("No space left on device");
    }
}
