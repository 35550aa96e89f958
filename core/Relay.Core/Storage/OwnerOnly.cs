using Microsoft.Win32.SafeHandles;

namespace Relay.Core.Storage;

/// <summary>Keeps folders and files to the user that the relay runs as: mail and secrets lie in them, whatever the umask says.</summary>
/// <remarks>Windows has no such modes; there, the rights of the folder above are inherited.</remarks>
internal static class OwnerOnly
{
    private const UnixFileMode ReadWrite = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Makes a folder, and missing folders above it; a folder that is there keeps its rights.</summary>
    public static void MakeFolder(string path)
    {
        if (Directory.Exists(path))
            return;
        // One by one: the runtime would give all folders but the last the usual rights.
        if (Path.GetDirectoryName(path) is { Length: > 0 } above)
            MakeFolder(above);
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(path);
        else
            Directory.CreateDirectory(path, ReadWrite | UnixFileMode.UserExecute);
    }

    /// <summary>Makes an empty file unless there is one, and takes the rights of all others from it.</summary>
    public static void MakeFile(string path)
    {
        if (!File.Exists(path))
        {
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
                options.UnixCreateMode = ReadWrite;
            new FileStream(path, options).Dispose();
        }
        else if (!OperatingSystem.IsWindows() && File.GetUnixFileMode(path) != ReadWrite)
        {
            try
            {
                File.SetUnixFileMode(path, ReadWrite);
            }
            catch (UnauthorizedAccessException)
            {
                // It belongs to another user; the code that opens it says what is wrong with that, if anything.
                return;
            }
        }
    }

    /// <summary>Takes the rights of all others from a file.</summary>
    public static void Restrict(SafeFileHandle file)
    {
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(file, ReadWrite);
    }
}
