using Microsoft.Win32.SafeHandles;

namespace Relay.Core.Storage;

/// <summary>Tells a file from another file that has taken its name. Where the system does not say, all files are the same.</summary>
internal readonly record struct FileIdentity
{
    // Of struct statx.
    private const int InodeAt = 32;
    private const int DeviceAt = 136;

    private ulong Device { get; init; }

    private ulong Inode { get; init; }

    /// <summary>Looks which file has a name; null when there is none.</summary>
    /// <param name="room">From <see cref="FileStatus.MakeRoom"/>; used again by each look of one thread.</param>
    public static FileIdentity? Of(string path, byte[] room)
    {
        if (OperatingSystem.IsLinux() && FileStatus.LookForInode(path, room))
            return Read(room);

        // A sandbox may refuse the question.
        return FileStatus.Exists(path) ? default(FileIdentity) : null;
    }

    /// <summary>Looks which file is open.</summary>
    public static FileIdentity Of(SafeFileHandle file, byte[] room) =>
        OperatingSystem.IsLinux() && FileStatus.LookForInode(file, room) ? Read(room) : default;

    private static FileIdentity Read(byte[] room) => new()
    {
        Device = FileStatus.Long(room, DeviceAt),
        Inode = FileStatus.Long(room, InodeAt),
    };
}
