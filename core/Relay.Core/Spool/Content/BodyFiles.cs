using Microsoft.Extensions.Logging;
using Microsoft.Win32.SafeHandles;
using Relay.Sdk.Mail;

namespace Relay.Core.Spool.Content;

/// <summary>The content files: <c>bodies/xx/ID</c>, where xx is the last octet of the id.</summary>
internal sealed partial class BodyFiles(string root, DiskThreads disk, ILogger<BodyFiles> logger)
{
    private readonly Lock making = new();
    private readonly bool[] made = new bool[256];

    public string PathOf(MessageId id) => Path.Combine(FolderOf(id), id.ToString());

    /// <summary>Makes an empty file for a new message.</summary>
    public SafeFileHandle Create(MessageId id)
    {
        MakeFolder(id);
        return File.OpenHandle(PathOf(id), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
    }

    /// <summary>Opens for reading.</summary>
    /// <exception cref="FileNotFoundException">There is none.</exception>
    public SafeFileHandle Open(MessageId id) =>
        File.OpenHandle(PathOf(id), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);

    /// <summary>Puts the file and its name on stable storage.</summary>
    public Task SyncAsync(MessageId id, SafeFileHandle handle) => disk.RunAsync(() =>
    {
        RandomAccess.FlushToDisk(handle);
        FolderSync.Sync(FolderOf(id));
    });

    /// <summary>Removes the file of a message that is gone, without waiting; nothing when there is none. What fails is an orphan, removed at the next start.</summary>
    public void Remove(MessageId id) => disk.Post(() =>
    {
        try
        {
            if (Directory.Exists(FolderOf(id)))
                File.Delete(PathOf(id));
        }
        catch (IOException fault)
        {
            LogNotRemoved(id, fault);
        }
    });

    /// <summary>Lists the ids that have a file, and the files that have no such name.</summary>
    public IEnumerable<(string Path, MessageId? Id)> List()
    {
        if (!Directory.Exists(root))
            yield break;
        foreach (string path in Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories))
            yield return (path, MessageId.TryParse(Path.GetFileName(path), out MessageId id) ? id : null);
    }

    private string FolderOf(MessageId id) => Path.Combine(root, ((byte)id.Value).ToString("x2"));

    private void MakeFolder(MessageId id)
    {
        byte index = (byte)id.Value;
        if (Volatile.Read(ref made[index]))
            return;
        lock (making)
        {
            if (made[index])
                return;
            string folder = FolderOf(id);
            if (!Directory.Exists(folder))
            {
                Directory.CreateDirectory(folder);
                FolderSync.Sync(root);
            }

            made[index] = true;
        }
    }
}
