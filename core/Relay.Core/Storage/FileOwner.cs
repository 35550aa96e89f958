using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Relay.Core.Storage;

/// <summary>The user and group that a file belongs to, on Linux; .NET does not show them.</summary>
internal readonly partial record struct FileOwner(uint User, uint Group)
{
    // Of struct statx.
    private const int UserAt = 20;
    private const int GroupAt = 24;

    /// <summary>Looks at a file or folder.</summary>
    /// <returns>Null when it cannot be looked at: see the last system error.</returns>
    public static FileOwner? Find(string path) =>
        FileStatus.Look(path) is { } found ? new FileOwner(FileStatus.Word(found, UserAt), FileStatus.Word(found, GroupAt)) : null;

    /// <summary>Looks at a file or folder that has to be there.</summary>
    /// <exception cref="IOException">It cannot be looked at.</exception>
    public static FileOwner Of(string path) => Find(path)
        ?? throw new IOException($"the owner of {path} cannot be found out: {Marshal.GetLastPInvokeErrorMessage()}");

    /// <summary>Gives a file to this user and group.</summary>
    /// <exception cref="IOException">The process may not do so.</exception>
    public void Give(SafeFileHandle file)
    {
        if (ChangeOwner(file, User, Group) != 0)
            throw new IOException($"the file cannot be given to user {User}, group {Group}: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    [LibraryImport("libc", EntryPoint = "fchown", SetLastError = true)]
    private static partial int ChangeOwner(SafeFileHandle file, uint user, uint group);
}
