using System.Runtime.InteropServices;

namespace Relay.Core.Spool.Disk;

/// <summary>Puts a folder's list of names on stable storage: without it a synced file may have no name after power loss.</summary>
internal static partial class FolderSync
{
    /// <exception cref="IOException">The storage failed.</exception>
    public static void Sync(string folder)
    {
        if (OperatingSystem.IsWindows())
            return; // NTFS journals names by itself, and a folder cannot be flushed there.
        int handle = Open(folder, Flags());
        if (handle < 0)
            throw Failed(folder);
        try
        {
            if (FSync(handle) != 0)
                throw Failed(folder);
        }
        finally
        {
            _ = Close(handle);
        }
    }

    // O_RDONLY is 0 everywhere and enough to open a folder; O_CLOEXEC differs between systems.
    private static int Flags() => OperatingSystem.IsLinux() ? 0x80000 : 0;

    private static IOException Failed(string folder) =>
        new($"cannot sync the folder '{folder}': {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}");

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int FSync(int handle);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int handle);
}
