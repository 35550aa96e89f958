namespace Relay.TestKit.Peers;

/// <summary>Where the relay is that was built with these tests.</summary>
public static class RelayPrograms
{
    /// <summary>The folder of Relay.sln.</summary>
    public static string Repository { get; } = FindRepository();

    /// <summary>The executable; <c>RELAY_PROGRAM</c> names another one, a published one for instance.</summary>
    public static string Relay { get; } = Environment.GetEnvironmentVariable("RELAY_PROGRAM") is { Length: > 0 } set
        ? set
        : Path.Combine(Repository, "core", "Relay.Host", "bin", Configuration, "net10.0", "relay");

    private static string Configuration =>
        AppContext.BaseDirectory.Contains($"{Path.DirectorySeparatorChar}Debug{Path.DirectorySeparatorChar}", StringComparison.Ordinal)
        ? "Debug"
        : "Release";

    private static string FindRepository()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Relay.sln"))) return folder.FullName;
        }

        throw new DirectoryNotFoundException($"Relay.sln is nowhere above {AppContext.BaseDirectory}");
    }
}
