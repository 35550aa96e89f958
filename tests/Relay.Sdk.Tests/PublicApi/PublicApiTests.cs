using Relay.Sdk.Plugins;
using Relay.Sdk.Testing;

namespace Relay.Sdk.Tests.PublicApi;

/// <summary>The surface of the SDK and of its testing package is a promise to plugins and tests that are compiled already: a change shows as a change
/// of a file.</summary>
public sealed class PublicApiTests
{
    private const string Rewrite = "RELAY_WRITE_PUBLIC_API";

    [Theory]
    [InlineData(typeof(IRelayPlugin))]
    [InlineData(typeof(PluginRig))]
    public void Surface_is_as_written_in_PublicApi_txt(Type oneOfAll)
    {
        string path = FindFile(oneOfAll.Assembly.GetName().Name!);
        string[] actual = [.. PublicSurface.Of(oneOfAll.Assembly)];
        if (Environment.GetEnvironmentVariable(Rewrite) == "1")
            File.WriteAllText(path, string.Join('\n', actual) + "\n");

        string[] written = File.ReadAllLines(path);
        string changes = string.Join('\n', [.. written.Except(actual).Select(line => $"- {line}"),
            .. actual.Except(written).Select(line => $"+ {line}")]);

        changes.ShouldBe("", $"lines with - break plugins that exist; when the change is meant, run these tests once with {Rewrite}=1 and commit " +
            $"{path}");
    }

    [Fact]
    public void Nothing_of_the_engine_shows_in_the_testing_package() =>
        PublicSurface.Of(typeof(PluginRig).Assembly).ShouldAllBe(line => !line.Contains("Relay.Core"));

    [Fact]
    public void Every_moment_and_notice_is_sealed() =>
        typeof(IRelayPlugin).Assembly.GetTypes()
            .Where(type => !type.IsAbstract && (type.IsSubclassOf(typeof(Relay.Sdk.Events.Moment))
                || type.IsSubclassOf(typeof(Relay.Sdk.Events.Notice))))
            .ShouldAllBe(type => type.IsSealed);

    private static string FindFile(string package)
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Relay.sln")))
            folder = folder.Parent;
        return Path.Combine(folder!.FullName, "sdk", package, "PublicAPI.txt");
    }
}
