using Relay.Sdk.Plugins;

namespace Relay.Sdk.Tests.PublicApi;

/// <summary>The SDK's surface is a promise to plugins that are compiled already: a change shows as a change of a file.</summary>
public sealed class PublicApiTests
{
    private const string Rewrite = "RELAY_WRITE_PUBLIC_API";

    [Fact]
    public void Surface_is_as_written_in_PublicApi_txt()
    {
        string path = FindFile();
        string[] actual = [.. PublicSurface.Of(typeof(IRelayPlugin).Assembly)];
        if (Environment.GetEnvironmentVariable(Rewrite) == "1")
            File.WriteAllText(path, string.Join('\n', actual) + "\n");

        string[] written = File.ReadAllLines(path);
        string changes = string.Join('\n', [.. written.Except(actual).Select(line => $"- {line}"), .. actual.Except(written).Select(line => $"+ {line}")]);

        changes.ShouldBe("", $"lines with - break plugins that exist; when the change is meant, run these tests once with {Rewrite}=1 and commit sdk/Relay.Sdk/PublicAPI.txt");
    }

    [Fact]
    public void Every_moment_and_notice_is_sealed() =>
        typeof(IRelayPlugin).Assembly.GetTypes()
            .Where(type => !type.IsAbstract && (type.IsSubclassOf(typeof(Relay.Sdk.Events.Moment)) || type.IsSubclassOf(typeof(Relay.Sdk.Events.Notice))))
            .ShouldAllBe(type => type.IsSealed);

    private static string FindFile()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Relay.sln")))
            folder = folder.Parent;
        return Path.Combine(folder!.FullName, "sdk", "Relay.Sdk", "PublicAPI.txt");
    }
}
