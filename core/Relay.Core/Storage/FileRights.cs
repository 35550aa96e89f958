namespace Relay.Core.Storage;

/// <summary>Finds other users that can read a file with a secret.</summary>
public static class FileRights
{
    /// <summary>Whether every user of this machine can read it; of a link, what it points to counts.</summary>
    public static bool CanOthersRead(string path) =>
        !OperatingSystem.IsWindows() && File.Exists(path) && File.GetUnixFileMode(path).HasFlag(UnixFileMode.OtherRead);
}
