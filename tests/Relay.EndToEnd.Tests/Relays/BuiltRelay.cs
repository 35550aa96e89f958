using Relay.TestKit.Peers;

namespace Relay.EndToEnd.Tests.Relays;

/// <summary>The relay's program as this solution built it.</summary>
internal static class BuiltRelay
{
    private static readonly string Program = Path.GetFullPath(Path.Combine(
        AppContext.BaseDirectory, "..", "..", "..", "..", "..", "core", "Relay.Host", "bin", Configuration(), Path.GetFileName(AppContext.BaseDirectory.TrimEnd('/')), "relay.dll"));

    public static PeerProcess Start(params string[] arguments) => Start(arguments, environment: null);

    public static PeerProcess Start(string[] arguments, IReadOnlyDictionary<string, string>? environment) =>
        PeerProcess.Start("dotnet", ["exec", Program, .. arguments], environment);

    public static Task<string> RunAsync(params string[] arguments) => PeerProcess.RunAsync("dotnet", ["exec", Program, .. arguments]);

    // …/bin/Release/net10.0/
    private static string Configuration() => new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
}
