using Relay.Core.Plugins;

namespace Relay.Core.Tests.Plugins;

public sealed class PluginStoreTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("relay-store-").FullName;
    private readonly PluginStore store;
    private readonly PluginFolder plugin;

    public PluginStoreTests()
    {
        store = new PluginStore(Path.Combine(folder, "store"));
        plugin = new PluginFolder(
            Directory.CreateDirectory(Path.Combine(folder, "tea")).FullName,
            new PluginManifest { Id = "acme.tea", Version = "1.0.0", Assembly = "Tea.dll" });
        File.WriteAllText(Path.Combine(plugin.Path, "Tea.dll"), "leaves");
        Directory.CreateDirectory(Path.Combine(plugin.Path, "runtimes/linux-x64/native"));
        File.WriteAllText(Path.Combine(plugin.Path, "runtimes/linux-x64/native/libtea.so"), "water");
    }

    [Fact]
    public void Copy_holds_all_files_and_stays_when_the_folder_is_overwritten()
    {
        string copy = store.Keep(plugin);
        File.WriteAllText(Path.Combine(plugin.Path, "Tea.dll"), "coffee");

        File.ReadAllText(Path.Combine(copy, "Tea.dll")).ShouldBe("leaves");
        File.ReadAllText(Path.Combine(copy, "runtimes/linux-x64/native/libtea.so")).ShouldBe("water");
    }

    [Fact]
    public void Same_content_has_the_same_copy_and_other_content_another()
    {
        string first = store.Keep(plugin);
        store.Keep(plugin).ShouldBe(first);

        File.WriteAllText(Path.Combine(plugin.Path, "Tea.dll"), "coffee");
        store.Keep(plugin).ShouldNotBe(first);
    }

    [Theory]
    [InlineData("Tea.dll", "lea")]
    [InlineData("Tea.dll", "")]
    [InlineData("runtimes/linux-x64/native/libtea.so", null)]
    public void Copy_that_power_loss_has_torn_is_made_again(string file, string? left)
    {
        string copy = store.Keep(plugin);
        if (left is null)
            File.Delete(Path.Combine(copy, file));
        else
            File.WriteAllText(Path.Combine(copy, file), left);

        store.Keep(plugin).ShouldBe(copy);

        File.ReadAllText(Path.Combine(copy, "Tea.dll")).ShouldBe("leaves");
        File.ReadAllText(Path.Combine(copy, "runtimes/linux-x64/native/libtea.so")).ShouldBe("water");
    }

    [Fact]
    public void Folders_above_the_copies_are_the_relays_users_alone()
    {
        new PluginStore(Path.Combine(folder, "spool", "plugins", "code")).Keep(plugin);

        if (OperatingSystem.IsWindows())
            return;
        foreach (string made in (string[])["spool", "spool/plugins", "spool/plugins/code"])
            File.GetUnixFileMode(Path.Combine(folder, made))
                .ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, made);
    }

    [Fact]
    public void Copies_not_in_use_are_removed()
    {
        string old = store.Keep(plugin);
        File.WriteAllText(Path.Combine(plugin.Path, "Tea.dll"), "coffee");
        string current = store.Keep(plugin);

        store.RemoveAllBut(new HashSet<string> { current });

        Directory.Exists(old).ShouldBeFalse();
        Directory.Exists(current).ShouldBeTrue();
    }

    [Fact]
    public async Task Two_relays_may_copy_at_once()
    {
        string[] copies = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => store.Keep(plugin))));

        copies.Distinct().ShouldHaveSingleItem();
        Directory.GetDirectories(Path.Combine(folder, "store", "acme.tea")).ShouldHaveSingleItem();
    }

    [Fact]
    public void Folder_too_large_to_be_a_plugins_is_refused()
    {
        for (int i = 0; i < 2001; i++)
            File.WriteAllText(Path.Combine(plugin.Path, $"{i}"), "");

        Should.Throw<PluginException>(() => store.Keep(plugin)).Message.ShouldContain("that is no plugin's folder");
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
