using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Relay.Core.Storage;

/// <summary>What statx(2) says about a file on Linux, links followed; .NET shows less of it.</summary>
internal static partial class FileStatus
{
    // The structure is the same on all architectures.
    private const int CurrentFolder = -100;
    private const uint Basic = 0x7ff;
    private const int StructOctets = 256;
    private const int AnyAccess = 0;
    private const int EmptyPath = 0x1000; // AT_EMPTY_PATH
    private const uint TypeAlone = 0x1;
    private const uint InodeAlone = 0x100;
    private const int ModeAt = 28;
    private const int TypeOfMode = 0xf000;
    private const int RegularFile = 0x8000;

    /// <summary>Looks at a file or folder.</summary>
    /// <param name="room">Room for the structure, from <see cref="MakeRoom"/>; new room when null.</param>
    /// <returns>The structure; null when there is nothing of that name, or it may not be looked at: see the last system error.</returns>
    public static byte[]? Look(string path, byte[]? room = null)
    {
        byte[] found = room ?? MakeRoom();
        return Look(CurrentFolder, path, 0, Basic, found) == 0 ? found : null;
    }

    /// <summary>Whether a file or folder of that name is there. Asks for no times, unlike <see cref="File.Exists"/>.</summary>
    /// <remarks>
    /// A file system with fine-grained times gives a file a time of its own at the first write after a program has asked for it. The next sync of the
    /// file then has to write that time too. A file that is written and synced all the time must not be asked.
    /// </remarks>
    public static bool Exists(string path) => OperatingSystem.IsWindows() ? Path.Exists(path) : Access(path, AnyAccess) == 0;

    /// <summary>Whether something of that name is there that is no regular file. Asks for no times.</summary>
    /// <remarks>To open a pipe may wait for ever, and to read a device may never end.</remarks>
    public static bool IsNoRegularFile(string path)
    {
        if (OperatingSystem.IsWindows())
            return Directory.Exists(path);
        byte[] found = MakeRoom();
        return Look(CurrentFolder, path, 0, TypeAlone, found) == 0 && (Short(found, ModeAt) & TypeOfMode) != RegularFile;
    }

    /// <summary>Asks which file has a name. Like <see cref="Exists"/> it asks for no times.</summary>
    /// <param name="found">Room for the structure, from <see cref="MakeRoom"/>.</param>
    /// <returns>False when there is nothing of that name, or it may not be looked at.</returns>
    public static bool LookForInode(string path, byte[] found) => Look(CurrentFolder, path, 0, InodeAlone, found) == 0;

    /// <summary>As for a name, but of an open file, whatever name it has now.</summary>
    public static bool LookForInode(SafeFileHandle file, byte[] found) => Look((int)file.DangerousGetHandle(), "", EmptyPath, InodeAlone, found) == 0;

    public static byte[] MakeRoom() => new byte[StructOctets];

    private static ushort Short(byte[] found, int at) =>
        BitConverter.IsLittleEndian
            ? BinaryPrimitives.ReadUInt16LittleEndian(found.AsSpan(at))
            : BinaryPrimitives.ReadUInt16BigEndian(found.AsSpan(at));

    public static uint Word(byte[] found, int at) =>
        BitConverter.IsLittleEndian ? BinaryPrimitives.ReadUInt32LittleEndian(found.AsSpan(at))
            : BinaryPrimitives.ReadUInt32BigEndian(found.AsSpan(at));

    public static ulong Long(byte[] found, int at) =>
        BitConverter.IsLittleEndian ? BinaryPrimitives.ReadUInt64LittleEndian(found.AsSpan(at))
            : BinaryPrimitives.ReadUInt64BigEndian(found.AsSpan(at));

    [LibraryImport("libc", EntryPoint = "access", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Access(string path, int mode);

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Look(int folder, string path, int flags, uint mask, [Out] byte[] found);
}
