using System.Text.RegularExpressions;
using Relay.EndToEnd.Tests.Relays;
using Relay.TestKit.Peers;
using Relay.TestKit.Plugins;

namespace Relay.EndToEnd.Tests.Plugins;

/// <summary>Somebody writes a plugin from docs/plugins.md and nothing else: the page's project and code, the packed SDK, a folder outside the
/// repository.</summary>
public sealed class StrangerTests : IDisposable
{
    private const string Testing = "using Relay.Sdk.Testing";

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
        string page = await PreparePageAsync();
        folder.Write("DeliveryLog/DeliveryLog.csproj", Snippets(page, "xml")[0]);
        folder.Write("DeliveryLog/DeliveryLogPlugin.cs", Snippets(page, "csharp")[0]);
        string plugins = folder.Write("plugins.json", Snippets(page, "jsonc")[0]);

        await BuildAsync("DeliveryLog");

        Directory.GetFiles(folder["DeliveryLog/bin/Release/net10.0"]).Select(Path.GetFileName).ShouldNotContain("Relay.Sdk.dll");
        await RunAsync(plugins, "delivery-log", async relay =>
            await Until.HoldsAsync(() => Deliveries().Contains("\"recipient\":\"bob@dest.example\"", StringComparison.Ordinal), "the plugin's line",
                () => relay.Log));
    }

    [Fact]
    public async Task The_examples_of_all_kinds_make_one_plugin_that_runs()
    {
        string page = await PreparePageAsync();
        WriteExamples(page);
        string plugins = folder.Write("plugins.json", """
            { "plugins": [ { "id": "examples", "path": "Examples/bin/Release/net10.0", "settings": { "aliases": { "bob@dest.example": "carol@dest.example" }, "password": "secret", "tellTo": "watch@dest.example", "hosts": { "sink.hosts.example": "127.0.0.1" } } } ] }
            """);

        await BuildAsync("Examples");

        await RunAsync(plugins, "examples", host: "sink.hosts.example", others: new { dns = new { resolver = "hosts-first" } }, heard: async relay =>
        {
            await Until.HoldsAsync(() => relay.Log.Contains("delivered ", StringComparison.Ordinal)
                && relay.Log.Contains("carol@dest.example", StringComparison.Ordinal), "mail to whom the alias says", () => relay.Log);
            Directory.GetFiles(folder["mail"]).Select(File.ReadAllText)
                .ShouldContain(mail => mail.Contains("\nX-Seal: v=1; id=", StringComparison.Ordinal));
            await relay.WaitForLogAsync("plugin examples: message ");
            await Until.HoldsAsync(() => relay.Log.Contains("watch@dest.example", StringComparison.Ordinal), "mail about the delivery",
                () => relay.Log);
            await relay.WaitForLogAsync("plugin examples: health is now Degraded");
            (await relay.CommandAsync("plugin", "call", "examples", "banner")).ShouldBe("{\"banner\":\"\"}\n");
            await using var refused = PeerProcess.Start(RelayPrograms.Relay,
                ["send", "--to", $"127.0.0.1:{relay.Port}", "--from", "x@spam.example", "--rcpt", "bob@dest.example"]);
            (await refused.ExitAsync()).ShouldBe(1, refused.Output);
            refused.Output.ShouldContain("We take no mail from you");
        });
    }

    [Fact]
    public async Task The_tests_of_the_page_run_on_the_packed_testing_package_alone()
    {
        string page = await PreparePageAsync();
        string project = ProjectWith(page, "../DeliveryLog/");
        folder.Write("DeliveryLog/DeliveryLog.csproj", Snippets(page, "xml")[0]);
        folder.Write("DeliveryLog/DeliveryLogPlugin.cs", Snippets(page, "csharp")[0]);
        folder.Write("DeliveryLog.Tests/DeliveryLog.Tests.csproj", project);
        folder.Write("DeliveryLog.Tests/DeliveryLogTests.cs", CodeWith(page, "class DeliveryLogTests"));
        WriteExamples(page);
        folder.Write("Examples.Tests/Examples.Tests.csproj", project.Replace("DeliveryLog", "Examples", StringComparison.Ordinal));
        folder.Write("Examples.Tests/ExamplesTests.cs", CodeWith(page, "class ExamplesTests"));
        folder.Write("Examples.Tests/ExamplesInTheRelayTests.cs", CodeWith(page, "class ExamplesInTheRelayTests"));

        foreach ((string tests, int count) in ((string, int)[])[("DeliveryLog.Tests", 3), ("Examples.Tests", 8)])
        {
            await BuildAsync(tests);

            (await DotnetAsync(folder.Path, $"{tests}/bin/Release/net10.0/{tests}.dll"))
                .ShouldContain($"Total: {count}, Errors: 0, Failed: 0, Skipped: 0");
            Directory.GetFiles(folder[$"{tests}/bin/Release/net10.0"], "*.dll").Select(Path.GetFileName)
                .Where(file => file!.StartsWith("Relay.", StringComparison.Ordinal) || file.Contains("Sqlite", StringComparison.OrdinalIgnoreCase)
                    || file.StartsWith("McMaster", StringComparison.Ordinal))
                .Order().ShouldBe(["Relay.Core.dll", "Relay.Sdk.Testing.dll", "Relay.Sdk.dll"]);
        }
    }

    [Fact]
    public async Task The_conformance_suite_tells_what_a_store_keeps_and_what_not()
    {
        string page = await PreparePageAsync();
        folder.Write("StoreTrial/StoreTrial.csproj", ProjectWith(page, "../KeepsInMemory/"));
        folder.Write("StoreTrial/Program.cs", CodeWith(page, "SpoolConformance"));
        foreach (string source in Directory.GetFiles(BuiltPlugin.RepositoryFile("tests/Fixtures/KeepsInMemory"), "*.cs"))
            folder.Write($"KeepsInMemory/{Path.GetFileName(source)}", await File.ReadAllTextAsync(source, TestContext.Current.CancellationToken));

        await BuildAsync("StoreTrial");

        string said = await DotnetAsync(folder.Path, "StoreTrial/bin/Release/net10.0/StoreTrial.dll");
        said.ShouldContain("kept: Of many claimers at once each entry goes to one");
        said.ShouldContain("broken: A message comes back after reopening with all that was said of it, facts included: entries: expected 1, found 0");
    }

    [Fact]
    public async Task A_plugin_of_the_repository_that_refers_to_core_is_a_build_error()
    {
        folder.Write("Nosy/Nosy.csproj", $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <Import Project="{BuiltPlugin.RepositoryFile("sdk/Relay.Sdk/build/Relay.Sdk.props")}" />
              <PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup>
              <ItemGroup><ProjectReference Include="{BuiltPlugin.RepositoryFile("core/Relay.Core/Relay.Core.csproj")}" /></ItemGroup>
              <Import Project="{BuiltPlugin.RepositoryFile("plugins/Directory.Build.targets")}" />
            </Project>
            """);

        await using var build = PeerProcess.Start("dotnet", ["msbuild", "-nologo", "-t:RelayRefuseCore"], environment, folder["Nosy"]);

        (await build.ExitAsync(TimeSpan.FromMinutes(5))).ShouldBe(1, build.Output);
        build.Output.ShouldContain("error RELAY002: Nosy is a plugin and refers to ");
    }

    private async Task<string> PreparePageAsync()
    {
        // What the tests of this repository were restored with is there too; from no network.
        folder.Write("nuget.config", $"""
            <configuration>
              <packageSources><clear /><add key="relay" value="packages" /></packageSources>
              <fallbackPackageFolders><clear /><add key="installed" value="{InstalledPackages}" /></fallbackPackageFolders>
            </configuration>
            """);
        foreach (string package in (string[])["sdk/Relay.Sdk", "sdk/Relay.Sdk.Testing"])
            await DotnetAsync(folder.Path, "pack", BuiltPlugin.RepositoryFile(package), "-c", "Release", "--no-build", "-o", "packages");
        return await File.ReadAllTextAsync(BuiltPlugin.RepositoryFile("docs/plugins.md"), TestContext.Current.CancellationToken);
    }

    private static string InstalledPackages =>
        Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

    private void WriteExamples(string page)
    {
        folder.Write("Examples/Examples.csproj", Snippets(page, "xml")[0]);
        foreach ((int number, string example) in Snippets(page, "csharp").Index().Skip(1)
            .Where(static example => !example.Item.Contains(Testing, StringComparison.Ordinal)
                && !example.Item.Contains("ResiliencePipeline", StringComparison.Ordinal)))
            folder.Write($"Examples/Example{number}.cs", example);
    }

    private async Task BuildAsync(string project) => (await DotnetAsync(folder[project], "build", "-c", "Release")).ShouldContain("0 Warning(s)");

    private async Task RunAsync(string plugins, string id, Func<RelayProcess, Task> heard, string host = "127.0.0.1", object? others = null)
    {
        await using RunningSink sink = await RunningSink.StartAsync(folder, "sink", "--dump", folder["mail"]);
        var settings = new TrialSettings { Routes = [new { via = $"{host}:{sink.Port}" }], Others = others ?? new { } };
        string file = settings.Write(folder);
        (await PeerProcess.RunAsync(RelayPrograms.Relay, ["check", "--config", file, "--plugins", plugins])).ShouldContain("0 errors");
        await using RelayProcess relay = await RelayProcess.StartAsync(file, settings.Port, plugins);
        relay.Log.ShouldContain($"plugin {id} active");

        await PeerProcess.RunAsync(RelayPrograms.Relay, ["send", "--to", $"127.0.0.1:{settings.Port}", "--rcpt", "bob@dest.example"]);

        await heard(relay);
    }

    private string Deliveries() => File.Exists(folder["deliveries.jsonl"]) ? File.ReadAllText(folder["deliveries.jsonl"]) : "";

    // A build on a busy machine may take its time.
    private async Task<string> DotnetAsync(string where, params string[] arguments)
    {
        await using var process = PeerProcess.Start("dotnet", arguments, environment, where);
        (await process.ExitAsync(TimeSpan.FromMinutes(5))).ShouldBe(0, process.Output);
        return process.Output;
    }

    private static string ProjectWith(string page, string text) =>
        Snippets(page, "xml").Single(project => project.Contains(text, StringComparison.Ordinal));

    private static string CodeWith(string page, string text) =>
        Snippets(page, "csharp").Single(code => code.Contains(text, StringComparison.Ordinal));

    private static string[] Snippets(string page, string language) =>
        [.. Regex.Matches(page, $"^```{language}\n(.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline)
            .Select(match => match.Groups[1].Value)];
}
