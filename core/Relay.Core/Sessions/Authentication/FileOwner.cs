using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Relay.Core.Sessions.Authentication;

/// <summary>The user and group that a file belongs to, on Linux; .NET does not show them.</summary>
internal readonly partial record struct FileOwner(uint User, uint Group)
{
    // statx(2), whose structure is the same on all architectures.
    private const int CurrentFolder = -100;
    private const uint WantsUserAndGroup = 0x8 | 0x10;
    private const int StructOctets = 256;
    private const int UserAt = 20;
    private const int GroupAt = 24;

    /// <summary>Looks at a file or folder.</summary>
    /// <exception cref="IOException">It cannot be looked at.</exception>
    public static FileOwner Of(string path)
    {
        byte[] found = new byte[StructOctets];
        if (LookAt(CurrentFolder, path, 0, WantsUserAndGroup, found) != 0)
            throw new IOException($"whose {path} is cannot be found out: {Marshal.GetLastPInvokeErrorMessage()}");
        return new FileOwner(Number(found.AsSpan(UserAt)), Number(found.AsSpan(GroupAt)));
    }

    /// <summary>Gives a file to them.</summary>
    /// <exception cref="IOException">The process may not do so.</exception>
    public void Give(SafeFileHandle file)
    {
        if (ChangeOwner(file, User, Group) != 0)
            throw new IOException($"the file cannot be given to user {User}, group {Group}: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    private static uint Number(ReadOnlySpan<byte> at) =>
        BitConverter.IsLittleEndian ? BinaryPrimitives.ReadUInt32LittleEndian(at) : BinaryPrimitives.ReadUInt32BigEndian(at);

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int LookAt(int folder, string path, int flags, uint mask, [Out] byte[] found);

    [LibraryImport("libc", EntryPoint = "fchown", SetLastError = true)]
    private static partial int ChangeOwner(SafeFileHandle file, uint user, uint group);
}
