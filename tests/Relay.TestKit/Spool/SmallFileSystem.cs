using System.Globalization;
using Relay.TestKit.Peers;

namespace Relay.TestKit.Spool;

/// <summary>A file system in memory of a few megabytes, to be filled up. Needs root, which continuous integration has.</summary>
public sealed class SmallFileSystem : IAsyncDisposable
{
    private readonly TemporaryFolder folder = new("small");

    private SmallFileSystem()
    {
    }

    /// <summary>Why there can be none here; null when there can.</summary>
    public static string? Missing => OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess ? null : "mounting a file system needs root";

    public string Path => folder.Path;

    private string Filler => System.IO.Path.Combine(Path, "filler");

    public static async Task<SmallFileSystem> MountAsync(long octets)
    {
        var made = new SmallFileSystem();
        await PeerProcess.RunAsync("mount", ["-t", "tmpfs", "-o", string.Create(CultureInfo.InvariantCulture, $"size={octets}"), "tmpfs", made.Path]);
        return made;
    }

    /// <summary>Somebody else writes to it until so many octets are left; until it is full for 0.</summary>
    public async Task FillAsync(long left)
    {
        await using var filler = new FileStream(Filler, FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0);
        byte[] stretch = new byte[4096];
        try
        {
            while (left == 0 || new DriveInfo(Path).AvailableFreeSpace > left)
                await filler.WriteAsync(stretch);
        }
        catch (IOException)
        {
            // Full; a few octets of its last page do not matter.
        }
    }

    /// <summary>Takes away what filled it.</summary>
    public void Clear() => File.Delete(Filler);

    public async ValueTask DisposeAsync()
    {
        await PeerProcess.RunAsync("umount", ["--lazy", Path]);
        folder.Dispose();
    }
}
