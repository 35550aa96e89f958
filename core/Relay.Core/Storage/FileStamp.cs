namespace Relay.Core.Storage;

/// <summary>Tells whether a file is still the same: another stamp means other content, or another file behind a link.</summary>
/// <remarks>
/// Links are followed to their end, those of the folders on the way included: renewals of certificates and mounts of Kubernetes exchange a link and
/// leave the file that it pointed to as it was. What is not there has the default stamp.
/// </remarks>
internal readonly record struct FileStamp
{
    // Of struct statx.
    private const int InodeAt = 32;
    private const int SizeAt = 40;
    private const int ChangedAt = 96;
    private const int ModifiedAt = 112;
    private const int DeviceAt = 136;

    private ulong Device { get; init; }

    private ulong Inode { get; init; }

    private ulong Size { get; init; }

    private ulong Modified { get; init; }

    private ulong ModifiedPart { get; init; }

    private ulong Changed { get; init; }

    private ulong ChangedPart { get; init; }

    /// <summary>Looks at a file; on Linux a folder has a stamp too, which changes when a name in it appears, disappears or is given to another
    /// file.</summary>
    /// <param name="room">From <see cref="FileStatus.MakeRoom"/>, for a caller that looks often.</param>
    public static FileStamp Of(string path, byte[]? room = null) => OperatingSystem.IsLinux() ? OfLinux(path, room) : OfTarget(path);

    private static FileStamp OfLinux(string path, byte[]? room) => FileStatus.Look(path, room) is not { } found ? default : new FileStamp
    {
        Device = FileStatus.Long(found, DeviceAt),
        Inode = FileStatus.Long(found, InodeAt),
        Size = FileStatus.Long(found, SizeAt),
        Modified = FileStatus.Long(found, ModifiedAt),
        ModifiedPart = FileStatus.Word(found, ModifiedAt + 8),
        Changed = FileStatus.Long(found, ChangedAt),
        ChangedPart = FileStatus.Word(found, ChangedAt + 8),
    };

    private static FileStamp OfTarget(string path)
    {
        var target = new FileInfo(LinkTarget.Of(path));
        return target.Exists ? new FileStamp { Size = (ulong)target.Length, Modified = (ulong)target.LastWriteTimeUtc.Ticks } : default;
    }
}
