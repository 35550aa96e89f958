namespace Relay.TestKit.Peers;

/// <summary>Where the programs of the peers are. <c>./test.sh</c> puts them there.</summary>
public static class PeerPrograms
{
    /// <summary>Mail servers that cannot be installed side by side are unpacked here, one folder each.</summary>
    public static string Root { get; } = Environment.GetEnvironmentVariable("RELAY_TEST_PEERS") is { Length: > 0 } set
        ? set
        : Path.Combine(Path.GetTempPath(), "relay-test-peers");

    /// <summary>Finds an installed program.</summary>
    /// <returns>The full name, or null when it is not there.</returns>
    public static string? Find(string name)
    {
        string[] folders = [.. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':'), "/usr/sbin", "/sbin", "/usr/bin"];
        return folders.Where(folder => folder.Length > 0).Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
    }

    /// <summary>The full name of an unpacked file, such as <c>postfix/usr/sbin/postconf</c>.</summary>
    public static string Unpacked(string path) => Path.Combine(Root, path);

    /// <summary>Why tests that need these programs cannot run here; null when they can.</summary>
    public static string? Missing(params IReadOnlyList<string> names)
    {
        string[] absent = [.. names.Where(name => name.Contains('/') ? !File.Exists(Unpacked(name)) : Find(name) is null)];
        return absent.Length == 0 ? null : $"not here: {string.Join(", ", absent)} (./test.sh installs them)";
    }
}
