using Relay.Core.Plugins;
using Relay.TestKit.Plugins;

namespace Relay.Core.Tests.Plugins;

public sealed class LocatorTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("relay-locator-").FullName;

    [Fact]
    public void Plugin_is_found_beside_the_relay_by_its_id_whatever_its_folder_is_called()
    {
        Put("shipped/AnyName", "acme.tea");
        Put("shipped/broken", "{");

        Find(new PluginEntry { Id = "acme.tea" }).Path.ShouldBe(Path.Combine(folder, "shipped", "AnyName"));
    }

    [Fact]
    public void Plugin_is_found_at_its_path_relative_to_the_settings()
    {
        Put("settings/own/tea", "acme.tea");

        Find(new PluginEntry { Id = "acme.tea", Path = "own/tea" }).Manifest.Id.ShouldBe("acme.tea");
    }

    [Fact]
    public void Plugin_that_is_nowhere_is_named_with_the_nearest_that_is_there()
    {
        Put("shipped/Tea", "acme.tea");

        Problem(new PluginEntry { Id = "acme.tee" }).ShouldBe($"plugin acme.tee: not found in {Path.Combine(folder, "shipped")}, and \"path\" is " +
            "not given; did you mean 'acme.tea'?");
    }

    [Fact]
    public void Other_plugin_at_the_path_is_refused()
    {
        Put("settings/tea", "acme.coffee");

        Problem(new PluginEntry { Id = "acme.tea", Path = "tea" }).ShouldContain("holds the plugin 'acme.coffee'");
    }

    [Theory]
    [InlineData("[1.2.0, 2.0.0-0)", null)]
    [InlineData("[2.0.0, 3.0.0-0)", "holds version 1.2.3, and plugins.json asks for [2.0.0, 3.0.0-0)")]
    public void Version_is_compared_with_the_range_asked_for(string range, string? problem)
    {
        Put("settings/tea", "acme.tea");
        PluginEntry entry = new() { Id = "acme.tea", Path = "tea", Version = range };

        if (problem is null)
            Find(entry).Manifest.Version.ShouldBe("1.2.3");
        else
            Problem(entry).ShouldContain(problem);
    }

    [Theory]
    [InlineData("nowhere", "there is no folder")]
    [InlineData("tea/Tea.dll", "is a file; \"path\" is the plugin's folder")]
    [InlineData("empty", "holds no plugin: neither plugin.json nor an assembly with [assembly: RelayPlugin(…)]")]
    [InlineData("outside", "it must be a file in the same folder")]
    [InlineData("later", "has schema 2; this relay knows schema 1")]
    [InlineData("damaged", "plugin.json cannot be read")]
    [InlineData("absent", "Absent.dll is missing in")]
    public void Folder_that_cannot_be_used_is_described(string path, string problem)
    {
        Put("settings/tea", "acme.tea");
        Directory.CreateDirectory(Path.Combine(folder, "settings/empty"));
        Put("settings/outside", """{ "id": "acme.tea", "version": "1.0.0", "assembly": "../Tea.dll" }""");
        Put("settings/later", """{ "schema": 2, "id": "acme.tea", "version": "1.0.0", "assembly": "Tea.dll" }""");
        Put("settings/damaged", """{ "id": "acme.tea", "version": 1 }""");
        Put("settings/absent", """{ "id": "acme.tea", "version": "1.0.0", "assembly": "Absent.dll" }""");

        Problem(new PluginEntry { Id = "acme.tea", Path = path }).ShouldContain(problem);
    }

    [Fact]
    public void Manifest_without_an_end_is_refused()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "/dev/zero is needed");
        Directory.CreateDirectory(Path.Combine(folder, "settings/endless"));
        File.CreateSymbolicLink(Path.Combine(folder, "settings/endless/plugin.json"), "/dev/zero");

        Problem(new PluginEntry { Id = "acme.tea", Path = "endless" }).ShouldContain("plugin.json cannot be read: it is larger than 16777216 octets");
    }

    [Fact]
    public void Folder_with_two_plugins_and_no_manifest_is_refused()
    {
        string both = Directory.CreateDirectory(Path.Combine(folder, "settings/both")).FullName;
        foreach (string fixture in new[] { "NoManifest", "ThrowsOnStart" })
            File.Copy(Path.Combine(BuiltPlugin.Folder($"tests/Fixtures/{fixture}"), $"{fixture}.dll"), Path.Combine(both, $"{fixture}.dll"));

        Problem(new PluginEntry { Id = "no-manifest", Path = "both" })
            .ShouldContain("holds more than one plugin (NoManifest.dll, ThrowsOnStart.dll)");
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private PluginFolder Find(PluginEntry entry) => new PluginLocator(Path.Combine(folder, "settings"), Path.Combine(folder, "shipped")).Find(entry);

    private string Problem(PluginEntry entry) => Should.Throw<PluginException>(() => Find(entry)).Message;

    private void Put(string path, string idOrManifest)
    {
        string at = Directory.CreateDirectory(Path.Combine(folder, path)).FullName;
        File.WriteAllText(Path.Combine(at, "Tea.dll"), "");
        File.WriteAllText(
            Path.Combine(at, "plugin.json"),
            idOrManifest.StartsWith('{') ? idOrManifest : $$"""{ "schema": 1, "id": "{{idOrManifest}}", "version": "1.2.3", "assembly": "Tea.dll", "later": true }""");
    }
}
