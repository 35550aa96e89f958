using System.Text.RegularExpressions;
using Relay.EndToEnd.Tests.Relays;
using Relay.TestKit.Peers;
using Relay.TestKit.Plugins;

namespace Relay.EndToEnd.Tests.Plugins;

/// <summary>Somebody writes a plugin from docs/plugins.md and nothing else: the page's project and code, the packed SDK, a folder outside the repository.</summary>
public sealed class StrangerTests : IDisposable
{
    // Nothing of the user's and nothing that outlives the build: caches in the folder, no servers.
    private readonly Dictionary<string, string> environment;
    private readonly TemporaryFolder folder = new("stranger");

    public StrangerTests() => environment = new()
    {
        ["NUGET_PACKAGES"] = folder["cache"],
        ["MSBUILDDISABLENODEREUSE"] = "1",
        ["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0",
        ["UseSharedCompilation"] = "false",
        ["DOTNET_NOLOGO"] = "1",
        ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1",
    };

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task The_page_leads_from_an_empty_folder_to_a_running_plugin()
    {
        string page = await File.ReadAllTextAsync(BuiltPlugin.RepositoryFile("docs/plugins.md"), TestContext.Current.CancellationToken);
        folder.Write("nuget.config", """<configuration><packageSources><clear /><add key="relay" value="packages" /></packageSources></configuration>""");
        folder.Write("DeliveryLog/DeliveryLog.csproj", Snippet(page, "xml"));
        folder.Write("DeliveryLog/DeliveryLogPlugin.cs", Snippet(page, "csharp"));
        string plugins = folder.Write("plugins.json", Snippet(page, "jsonc"));

        await DotnetAsync(folder.Path, "pack", BuiltPlugin.RepositoryFile("sdk/Relay.Sdk"), "-c", "Release", "--no-build", "-o", "packages");
        string built = await DotnetAsync(folder["DeliveryLog"], "build", "-c", "Release");

        built.ShouldContain("0 Warning(s)");
        Directory.GetFiles(folder["DeliveryLog/bin/Release/net10.0"]).Select(Path.GetFileName).ShouldNotContain("Relay.Sdk.dll");
        await RunAsync(plugins);
    }

    private async Task RunAsync(string plugins)
    {
        await using RunningSink sink = await RunningSink.StartAsync(folder, "sink");
        var settings = new TrialSettings { Routes = TrialSettings.RoutesTo(("*", sink.Port)) };
        string file = settings.Write(folder);
        (await PeerProcess.RunAsync(RelayPrograms.Relay, ["check", "--config", file, "--plugins", plugins])).ShouldContain("0 errors");
        await using RelayProcess relay = await RelayProcess.StartAsync(file, settings.Port, plugins);
        relay.Log.ShouldContain("plugin delivery-log active");

        await PeerProcess.RunAsync(RelayPrograms.Relay, ["send", "--to", $"127.0.0.1:{settings.Port}", "--rcpt", "bob@dest.example"]);

        await Until.HoldsAsync(() => Deliveries().Contains("\"recipient\":\"bob@dest.example\"", StringComparison.Ordinal), "the plugin's line", () => relay.Log);
    }

    private string Deliveries() => File.Exists(folder["deliveries.jsonl"]) ? File.ReadAllText(folder["deliveries.jsonl"]) : "";

    // A build on a busy machine may take its time.
    private async Task<string> DotnetAsync(string where, params string[] arguments)
    {
        await using var process = PeerProcess.Start("dotnet", arguments, environment, where);
        (await process.ExitAsync(TimeSpan.FromMinutes(5))).ShouldBe(0, process.Output);
        return process.Output;
    }

    private static string Snippet(string page, string language) =>
        Regex.Match(page, $"^```{language}\n(.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline).Groups[1].Value;
}
