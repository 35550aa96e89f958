using System.Globalization;
using System.Runtime.InteropServices;

namespace Relay.Core.Storage;

/// <summary>The user of this process, and whether this process may use a file. On Windows, everything may be used.</summary>
internal static partial class UserAccess
{
    private const int CurrentFolder = -100;
    private const int ByEffectiveUser = 0x200;
    private const int Execute = 1;
    private const int Write = 2;
    private const int Read = 4;

    /// <summary>The user of this process, by name where it has one.</summary>
    public static string CurrentUser => OperatingSystem.IsWindows() ? Environment.UserName : NameOf(EffectiveUser());

    /// <summary>Whether a folder may be listed and changed, or a file read and written; true for what is not there.</summary>
    /// <remarks>Opens nothing: closing a second handle of a database would free the locks of the first handle.</remarks>
    public static bool MayUse(string path)
    {
        if (OperatingSystem.IsWindows())
            return true;
        bool isFolder = Directory.Exists(path);
        return (!isFolder && !File.Exists(path)) || Access(CurrentFolder, path, Read | Write | (isFolder ? Execute : 0), ByEffectiveUser) == 0;
    }

    /// <summary>The user that a file or folder belongs to, by name where it has one; null when that cannot be seen.</summary>
    public static string? OwnerOf(string path) =>
        OperatingSystem.IsLinux() && FileOwner.Find(path) is { } owner ? NameOf(owner.User) : null;

    private static string NameOf(uint user)
    {
        string id = user.ToString(CultureInfo.InvariantCulture);
        try
        {
            foreach (string line in File.ReadLines("/etc/passwd"))
                if (line.Split(':') is [var name, _, var number, ..] && number == id)
                    return name;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return id;
        }

        return id;
    }

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint EffectiveUser();

    [LibraryImport("libc", EntryPoint = "faccessat", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Access(int folder, string path, int mode, int flags);
}
