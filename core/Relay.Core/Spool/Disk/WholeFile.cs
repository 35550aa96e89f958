namespace Relay.Core.Spool.Disk;

/// <summary>Makes files that are whole or not there: each is written under another name, synced, and only then gets its own.</summary>
internal static class WholeFile
{
    /// <exception cref="IOException">There is no room, or the storage failed; what was under the name before is still there.</exception>
    public static void Write(string path, byte[] octets) => Make(path, file => file.Write(octets));

    /// <exception cref="IOException">As for <see cref="Write"/>.</exception>
    public static void Copy(string from, string to)
    {
        using FileStream source = File.OpenRead(from);
        Make(to, source.CopyTo);
    }

    private static void Make(string path, Action<FileStream> fill)
    {
        string unfinished = path + ".part";
        try
        {
            using (FileStream file = File.Create(unfinished))
            {
                fill(file);
                file.Flush(flushToDisk: true);
            }

            File.Move(unfinished, path, overwrite: true);
        }
        catch
        {
            // On a full disk its room is wanted.
            File.Delete(unfinished);
            throw;
        }
    }
}
