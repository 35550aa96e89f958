using Relay.Core.Plugins;
using Relay.Core.Plugins.Compatibility;
using Relay.TestKit.Plugins;

namespace Relay.Core.Tests.Plugins;

/// <summary>References that the loader would answer in silence with the wrong assembly: the gate refuses the plugin, with both versions and what to
/// do.</summary>
public sealed class PluginReferencesTests
{
    private const string Later = "needs Microsoft.Extensions.Logging.Abstractions 11.0.0.0, and this relay has 10.0.0.0; build the plugin with " +
        "Microsoft.Extensions.Logging.Abstractions 10.0 or older, or run the relay on a newer .NET";
    private const string TakesRelays = "needs Microsoft.Data.Sqlite 11.0.0.0, which is not in its folder; publish the plugin with its dependencies";

    [Fact]
    public void Shared_assembly_later_than_the_relays_is_refused() =>
        Problem("LaterShared").ShouldStartWith($"plugin x 1.0.0: LaterShared.dll {Later}. ");

    [Fact]
    public void Library_in_the_folder_but_not_in_deps_json_is_refused() =>
        Problem("CopiedByHand").ShouldStartWith($"plugin x 1.0.0: CopiedByHand.dll {ByHand("CopiedByHand")}. ");

    [Fact]
    public void Library_that_only_the_relay_has_is_not_taken_from_the_relay() =>
        Problem("TakesRelaysLibrary").ShouldStartWith($"plugin x 1.0.0: TakesRelaysLibrary.dll {TakesRelays}. ");

    [Fact]
    public void Wrong_references_of_a_plugins_libraries_are_refused_as_well()
    {
        string problem = Problem("ThroughLibrary");

        problem.ShouldStartWith("plugin x 1.0.0: CopiedByHand.dll ");
        problem.ShouldContain($"CopiedByHand.dll {ByHand("ThroughLibrary")}; ");
        problem.ShouldContain($"; LaterShared.dll {Later}; ");
        problem.ShouldContain($"; TakesRelaysLibrary.dll {TakesRelays}. ");
        problem.ShouldNotContain("ThroughLibrary.dll");
    }

    [Fact]
    public void Library_older_than_the_one_built_against_is_refused()
    {
        string folder = Directory.CreateTempSubdirectory("relay-references-").FullName;
        foreach (string file in Directory.GetFiles(BuiltPlugin.Folder("tests/Fixtures/TwoVersions/SpeaksTwo")))
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        File.Copy(Path.Combine(BuiltPlugin.Folder("tests/Fixtures/TwoVersions/SpeaksOne"), "Greeter.dll"), Path.Combine(folder, "Greeter.dll"),
            overwrite: true);

        ProblemOf(folder, "SpeaksTwo").ShouldContain("SpeaksTwo.dll needs Greeter 2.0.0.0, and its folder has 1.0.0.0; publish the plugin again " +
            "with the version that it was built against");
        Directory.Delete(folder, recursive: true);
    }

    private static string ByHand(string plugin) =>
        $"needs Greeter 1.0.0.0, which lies in its folder but not in {plugin}.deps.json; let the project refer to the library instead of copying " +
        "it, and publish again";

    private static string Problem(string plugin) => ProblemOf(BuiltPlugin.Folder($"tests/Fixtures/References/{plugin}"), plugin);

    private static string ProblemOf(string folder, string plugin) => Should.Throw<PluginException>(
        () =>
            new MetadataGate(SdkSurface.Host).Check(folder, new PluginManifest { Id = "x", Version = "1.0.0", Assembly = plugin + ".dll" })).Message;
}
