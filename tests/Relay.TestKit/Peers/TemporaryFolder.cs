namespace Relay.TestKit.Peers;

/// <summary>A folder of its own under the system's temporary folder, gone when disposed.</summary>
public sealed class TemporaryFolder : IDisposable
{
    public TemporaryFolder(string purpose)
    {
        Path = Directory.CreateTempSubdirectory($"relay-{purpose}-").FullName;
        // Peers give up root and must still get through.
#pragma warning disable CA1416 // These tests run where the peers run: on Linux.
        File.SetUnixFileMode(Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
            | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
#pragma warning restore CA1416
    }

    public string Path { get; }

    /// <summary>The full name of something in the folder.</summary>
    public string this[string name] => System.IO.Path.Combine(Path, name);

    /// <summary>Writes a file, making folders as needed; returns its full name.</summary>
    public string Write(string name, string text)
    {
        string path = this[name];
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    /// <summary>Makes a folder; returns its full name.</summary>
    public string Folder(string name) => Directory.CreateDirectory(this[name]).FullName;

    public void Dispose()
    {
        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // A peer that is just ending may still write; what is left lies in the temporary folder.
            Console.Error.WriteLine($"{Path}: {failure.Message}");
        }
    }
}
