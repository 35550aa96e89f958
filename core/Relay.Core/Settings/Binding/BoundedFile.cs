namespace Relay.Core.Settings.Binding;

/// <summary>Reads files that the settings name: whole, and never more than a bound, whatever their size claims (a device has none).</summary>
public static class BoundedFile
{
    /// <summary>The largest file of settings, certificates or keys.</summary>
    public const int MaxOctets = 16 * 1024 * 1024;

    /// <summary>Whether anything has that name: a folder and a link that leads nowhere too, which are mistakes to be told and no absence.</summary>
    public static bool IsThere(string path) => Path.Exists(path) || new FileInfo(path).LinkTarget is not null;

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file; a link is followed.</param>
    /// <param name="maxOctets">Its largest size.</param>
    /// <exception cref="IOException">It is a folder, is larger, or cannot be read; the message says which.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static byte[] Read(string path, int maxOctets = MaxOctets)
    {
        if (Directory.Exists(path))
            throw new IOException("it is a folder");
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        byte[] octets = new byte[4096];
        int count = 0;
        while (file.Read(octets, count, octets.Length - count) is > 0 and int read)
        {
            count += read;
            if (count > maxOctets)
                throw new IOException($"it is larger than {maxOctets} octets");
            if (count == octets.Length)
                Array.Resize(ref octets, Math.Min(octets.Length * 2, maxOctets + 1));
        }

        Array.Resize(ref octets, count);
        return octets;
    }
}
