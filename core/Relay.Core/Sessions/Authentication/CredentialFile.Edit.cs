using System.Text;
using Microsoft.Win32.SafeHandles;
using Relay.Core.Protocol;
using Relay.Core.Settings.Binding;
using Relay.Core.Storage;

namespace Relay.Core.Sessions.Authentication;

public sealed partial class CredentialFile
{
    private const int FileExists = 17; // EEXIST
    private const int WindowsFileExists = unchecked((int)0x80070050); // ERROR_FILE_EXISTS

    /// <summary>Adds a user or gives a user another password. Makes the file when there is none; other lines and comments stay.</summary>
    /// <returns>True when the user is new.</returns>
    /// <exception cref="ArgumentException">The name or the password cannot be used; the message says why.</exception>
    /// <exception cref="IOException">The file cannot be written, or is being edited; it is then as it was.</exception>
    public static async Task<bool> AddAsync(string path, string user, string password, CancellationToken cancellationToken = default)
    {
        if (user.Length == 0 || !CredentialLine.IsName(user))
            throw new ArgumentException($"'{user}' cannot be a user name: no colons, no control characters, no # or space at an end");
        if (SaslText.Prepare(password) is not { } prepared)
            throw new ArgumentException("the password is empty, too long or has control characters");
        string line = CredentialLine.Write(ScramKeys.Create(user, prepared));
        return !await EditAsync(path, user, line, cancellationToken);
    }

    /// <summary>Removes a user.</summary>
    /// <returns>False when there is none of that name.</returns>
    /// <exception cref="IOException">The file cannot be read or written, or is being edited; it is then as it was.</exception>
    public static Task<bool> RemoveAsync(string path, string user, CancellationToken cancellationToken = default) =>
        EditAsync(path, user, null, cancellationToken);

    /// <summary>The names of the users, in the order of the file.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static async Task<IReadOnlyList<string>> ListAsync(string path, CancellationToken cancellationToken = default)
    {
        List<string> lines = await ReadLinesAsync(path, cancellationToken);
        return [.. lines.Where(line => !CredentialLine.IsBlank(line)).Select(line => CredentialLine.Name(line).ToString())];
    }

    private static async Task<List<string>> ReadLinesAsync(string path, CancellationToken cancellationToken)
    {
        List<string> lines = [];
        try
        {
            using var reader = new StreamReader(new MemoryStream(BoundedFile.Read(path, MaxOctets)), Encoding.UTF8);
            while (await reader.ReadLineAsync(cancellationToken) is { } line)
                lines.Add(line);
        }
        catch (IOException e) when (e is not (FileNotFoundException or DirectoryNotFoundException))
        {
            throw new IOException($"{path} cannot be read: {e.Message}", e);
        }

        return lines;
    }

    // Answers whether the user was there. The new file replaces the old file in one step, and has its owner and mode. From before the old file is
    // read until then it keeps others from editing: of two edits at once one is told, and none is lost.
    private static async Task<bool> EditAsync(string name, string user, string? line, CancellationToken cancellationToken)
    {
        // A link stays one: what it points to is edited.
        string path = LinkTarget.Of(name);
        string fresh = path + ".new";
        FileStream stream = Begin(fresh, path);
        try
        {
            bool wasThere;
            await using (stream)
            {
                List<string> lines = File.Exists(path) ? await ReadLinesAsync(path, cancellationToken) : [];
                wasThere = Change(lines, user, line);
                await stream.WriteAsync(Encoding.UTF8.GetBytes(string.Concat(lines.Select(text => text + "\n"))), cancellationToken);
                GiveAway(stream.SafeFileHandle, path);
                stream.Flush(flushToDisk: true);
            }

            if (wasThere || line is not null)
                File.Move(fresh, path, overwrite: true);
            else
                File.Delete(fresh);
            return wasThere;
        }
        catch
        {
            File.Delete(fresh);
            throw;
        }
    }

    private static FileStream Begin(string fresh, string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        try
        {
            return new FileStream(fresh, options);
        }
        catch (IOException e) when (e.HResult is FileExists or WindowsFileExists)
        {
            throw new IOException($"{path} is being edited by another command; if none runs, an edit was broken off: remove {fresh}", e);
        }
    }

    private static bool Change(List<string> lines, string user, string? line)
    {
        int at = lines.FindIndex(existing => !CredentialLine.IsBlank(existing) && CredentialLine.Name(existing).SequenceEqual(user));
        if (at >= 0)
            lines.RemoveAt(at);
        if (line is not null)
            lines.Insert(at < 0 ? lines.Count : at, line);
        return at >= 0;
    }

    // The administrator that edits the file is seldom the user of the relay, which has to read the file. A new file gets the owner of its folder.
    // By its handle, since the name may be another file's by now where others can write to the folder.
    private static void GiveAway(SafeFileHandle fresh, string path)
    {
        if (!OperatingSystem.IsLinux())
            return;
        if (File.Exists(path))
        {
            FileOwner.Of(path).Give(fresh);
            File.SetUnixFileMode(fresh, File.GetUnixFileMode(path));
        }
        else if (Environment.IsPrivilegedProcess)
        {
            FileOwner.Of(Path.GetDirectoryName(Path.GetFullPath(path))!).Give(fresh);
        }
    }
}
