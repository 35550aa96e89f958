using Relay.Core.Settings;
using Relay.Core.Settings.Binding;

namespace Relay.Host.Tests;

public sealed class DocumentTests
{
    [Fact]
    public void The_plugin_of_the_readme_is_the_sample() =>
        Read("README.md").ShouldContain(Read("samples/DeliveryLog/DeliveryLogPlugin.cs").TrimEnd());

    [Fact]
    public void Every_key_is_in_the_administrators_table_with_its_text()
    {
        string page = Read("docs/administration.md");
        foreach ((string path, SettingsKey key) in Keys(typeof(RelaySettings), ""))
            page.ShouldContain($"| `{path}` | ", customMessage: path);
        foreach ((string path, SettingsKey key) in Keys(typeof(RelaySettings), ""))
            page.ShouldContain($"| {key.Description} |", customMessage: path);
    }

    private static IEnumerable<(string Path, SettingsKey Key)> Keys(Type type, string prefix)
    {
        foreach (SettingsKey key in SettingsType.Of(type).Keys)
        {
            (Type? inner, string suffix) = key.Shape.Kind switch
            {
                ValueKind.Record => (key.Shape.Type, "."),
                ValueKind.List when ValueShape.Of(key.Shape.Element!).Kind == ValueKind.Record => (key.Shape.Element, "[]."),
                ValueKind.Dictionary => (key.Shape.Element, ".NAME."),
                _ => (null, ""),
            };
            if (inner is null)
                yield return (prefix + key.Name, key);
            else
                foreach ((string, SettingsKey) child in Keys(inner, prefix + key.Name + suffix))
                    yield return child;
        }
    }

    private static string Read(string name)
    {
        string folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Relay.sln")))
            folder = Path.GetDirectoryName(folder)!;
        return File.ReadAllText(Path.Combine(folder, name));
    }
}
