using Microsoft.Win32.SafeHandles;
using Relay.Core.Spool.Records;
using Relay.Core.Storage;
using Relay.Sdk.Mail;

namespace Relay.Core.Spool.Content;

/// <summary>Where content files are: <c>bodies/xx/ID</c>, where xx is the last octet of the id. Reads only.</summary>
internal sealed class BodyFolder(BodiesMarker marker)
{
    private static readonly EnumerationOptions OneLevel = new() { IgnoreInaccessible = true, AttributesToSkip = FileAttributes.ReparsePoint };

    private readonly string root = marker.Root;

    /// <summary>For a look into a spool that is not taken: nothing is taken out of the queue by it.</summary>
    public BodyFolder(string root)
        : this(new BodiesMarker(root, null))
    {
    }

    public string PathOf(MessageId id) => Path.Combine(FolderOf(id), id.ToString());

    public string FolderOf(MessageId id) => Path.Combine(root, ((byte)id.Value).ToString("x2"));

    /// <summary>Opens a content file.</summary>
    /// <exception cref="UnreadableRecordException">It is missing, is no file, or has another length: it is lost for good.</exception>
    /// <exception cref="IOException">It cannot be opened now, or the whole folder is gone.</exception>
    public FileContent Open(MessageId id, long length)
    {
        if (FileStatus.IsNoRegularFile(PathOf(id)))
            throw new UnreadableRecordException($"the content file of {id} is no regular file");
        SafeFileHandle handle = TryOpenHandle(id) ?? OpenAgain(id);
        long found = RandomAccess.GetLength(handle);
        if (found == length)
            return new FileContent(handle, length, warm: false);
        handle.Dispose();
        throw new UnreadableRecordException($"the content file of {id} has {found} octets instead of {length}");
    }

    private SafeFileHandle OpenAgain(MessageId id)
    {
        if (!marker.IsThere)
            throw new IOException($"the content file of {id} cannot be opened: '{marker.Path}' was deleted or moved away, and the folder may come " +
                "back");

        // The folder may have come back between the two looks.
        return TryOpenHandle(id) ?? throw new UnreadableRecordException($"the content file of {id} is missing");
    }

    private SafeFileHandle? TryOpenHandle(MessageId id)
    {
        try
        {
            return OpenHandle(id);
        }
        catch (IOException fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Opens for reading while the file is still written.</summary>
    /// <exception cref="IOException">It cannot be opened; this user's rights count.</exception>
    public SafeFileHandle OpenHandle(MessageId id)
    {
        try
        {
            return File.OpenHandle(PathOf(id), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (UnauthorizedAccessException fault)
        {
            throw new IOException(fault.Message, fault);
        }
    }

    /// <summary>Lists the content files with the ids that are their names. Follows no link: what lies behind it is not the spool's. Leaves out
    /// folders that this user may not read.</summary>
    public IEnumerable<(string Path, MessageId Id)> List()
    {
        if (!Directory.Exists(root))
            yield break;
        foreach (string folder in Directory.EnumerateDirectories(root, "??", OneLevel))
        {
            foreach (string path in Directory.EnumerateFiles(folder, "*", OneLevel))
            {
                // A file with another name, or in another folder, was not made by this relay.
                if (MessageId.TryParse(Path.GetFileName(path), out MessageId id) && path == PathOf(id))
                    yield return (path, id);
            }
        }
    }
}
