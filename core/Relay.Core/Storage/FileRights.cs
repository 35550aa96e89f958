namespace Relay.Core.Storage;

/// <summary>Who else can read a file that holds a secret.</summary>
public static class FileRights
{
    /// <summary>Whether every user of this machine can read it; of a link, what it points to counts.</summary>
    public static bool CanOthersRead(string path) =>
        !OperatingSystem.IsWindows() && File.Exists(path) && File.GetUnixFileMode(path).HasFlag(UnixFileMode.OtherRead);
}
