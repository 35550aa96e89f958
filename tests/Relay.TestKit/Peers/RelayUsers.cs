namespace Relay.TestKit.Peers;

/// <summary>Users made with <c>relay user add</c>.</summary>
public static class RelayUsers
{
    /// <summary>Adds a user to the credential file that the settings name.</summary>
    public static Task AddAsync(string configuration, string name, string password) =>
        // The command takes the password from its standard input; a shell connects it.
        PeerProcess.RunAsync("sh", ["-c", "printf '%s\\n' \"$0\" | \"$@\"", password, RelayPrograms.Relay, "user", "add", name, "--config",
            configuration]);
}
