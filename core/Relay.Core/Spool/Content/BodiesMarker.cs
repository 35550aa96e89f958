using System.Globalization;
using Relay.Core.Spool.Disk;
using Relay.Core.Storage;

namespace Relay.Core.Spool.Content;

/// <summary>A file in the folder of content files that names the queue that the folder belongs to. A folder without it is another folder, as when its
/// volume is not mounted.</summary>
/// <param name="root">The folder of content files.</param>
/// <param name="identity">What the database says of the folder; null when it says nothing, and any folder of that name will do.</param>
internal sealed class BodiesMarker(string root, long? identity)
{
    public string Root { get; } = root;

    /// <summary>The file that goes away with the folder.</summary>
    public string Path { get; } = identity is null ? root : PathIn(root);

    /// <summary>Whether the folder is the queue's own. Only then is a content file lost that is missing.</summary>
    public bool IsThere
    {
        get
        {
            if (identity is null)
                return Directory.Exists(Root);
            try
            {
                return Read(Root) == identity;
            }
            catch (IOException)
            {
                return false; // The marker may be there, but it cannot be read now.
            }
        }
    }

    public static string PathIn(string root) => System.IO.Path.Combine(root, ".spool");

    public static string TextOf(long identity) => identity.ToString("x16", CultureInfo.InvariantCulture);

    /// <summary>Reads a folder's marker; null when it has none, or a marker without meaning.</summary>
    /// <exception cref="IOException">It cannot be read; this user's rights count.</exception>
    public static long? Read(string root)
    {
        try
        {
            string text = File.ReadAllText(PathIn(root)).Trim();
            return long.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out long found) ? found : null;
        }
        catch (IOException fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (UnauthorizedAccessException fault)
        {
            throw new IOException(fault.Message, fault);
        }
    }

    /// <summary>Puts a marker into a folder, on stable storage.</summary>
    /// <exception cref="IOException">There is no room, or the storage failed.</exception>
    public static void Write(string root, long identity)
    {
        try
        {
            WholeFile.Write(PathIn(root), System.Text.Encoding.ASCII.GetBytes(TextOf(identity) + "\n"));
            OwnerOnly.MakeFile(PathIn(root));
            FolderSync.Sync(root);
        }
        catch (UnauthorizedAccessException fault)
        {
            throw new IOException(fault.Message, fault);
        }
    }
}
