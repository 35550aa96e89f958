using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Win32.SafeHandles;
using Relay.Core.Spool.Disk;
using Relay.Core.Storage;
using Relay.Sdk.Mail;

namespace Relay.Core.Spool.Content;

/// <summary>Makes, syncs and removes content files.</summary>
internal sealed partial class BodyFiles(BodiesMarker marker, DiskThreads disk, ILogger<BodyFiles> logger)
{
    private const int Stripes = 64;
    private readonly Lock making = new();
    private readonly Lock[] removals = [.. Enumerable.Range(0, Stripes).Select(static _ => new Lock())];
    private readonly ConcurrentDictionary<MessageId, bool> toRemove = new();
    private readonly bool[] made = new bool[256];

    public BodyFolder Folder { get; } = new(marker);

    /// <summary>Makes an empty file for a new message.</summary>
    /// <exception cref="IOException">It cannot be made; this user's rights count.</exception>
    public SafeFileHandle Create(MessageId id)
    {
        try
        {
            MakeFolder(id);
            FinishRemoval(id);
            SafeFileHandle file = OpenNew(id);
            OwnerOnly.Restrict(file);
            return file;
        }
        catch (UnauthorizedAccessException fault)
        {
            throw new IOException(fault.Message, fault);
        }
    }

    /// <summary>Puts what is in the file so far on stable storage.</summary>
    public Task SyncContentAsync(SafeFileHandle handle) => disk.RunAsync(() => RandomAccess.FlushToDisk(handle));

    /// <summary>Puts the file and its name on stable storage. The task fails when the storage does, and when the folder of content files is not the
    /// queue's own any more.</summary>
    public Task SyncAsync(MessageId id, SafeFileHandle handle) => disk.RunAsync(() =>
    {
        RandomAccess.FlushToDisk(handle);
        FolderSync.Sync(Folder.FolderOf(id));
        DemandMarker();
    });

    /// <summary>Removes the file of a message that is gone, without waiting; nothing when there is none. What fails is an orphan, cleared away at the
    /// next start.</summary>
    public void Remove(MessageId id)
    {
        toRemove[id] = true;

        // A draft that is dropped while the store closes must not stay: after an orderly end nothing explains it.
        if (!disk.Post(() => RemoveNow(id)))
            RemoveNow(id);
    }

    private void RemoveNow(MessageId id)
    {
        lock (removals[(int)((ulong)id.Value % Stripes)])
        {
            if (!toRemove.ContainsKey(id))
                return;
            try
            {
                if (Directory.Exists(Folder.FolderOf(id)))
                    File.Delete(Folder.PathOf(id));
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                LogNotRemoved(id, fault);
            }

            // Last: until now, a new draft of this id waits for the lock.
            toRemove.TryRemove(id, out _);
        }
    }

    /// <summary>Removes the file of a dropped draft, if it is still there: its id is begun again.</summary>
    private void FinishRemoval(MessageId id)
    {
        if (toRemove.ContainsKey(id))
            RemoveNow(id);
    }

    private SafeFileHandle OpenNew(MessageId id)
    {
        string path = Folder.PathOf(id);
        try
        {
            return OpenNew(path);
        }
        catch (DirectoryNotFoundException)
        {
            // The folder was removed after it was made.
            Volatile.Write(ref made[(byte)id.Value], false);
            MakeFolder(id);
            return OpenNew(path);
        }
    }

    private static SafeFileHandle OpenNew(string path) =>
        File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);

    private void MakeFolder(MessageId id)
    {
        byte index = (byte)id.Value;
        if (Volatile.Read(ref made[index]))
            return;
        lock (making)
        {
            if (made[index])
                return;

            // Otherwise the folder would be made while the volume with the real folder is not mounted.
            DemandMarker();

            // Synced also when it was there: an earlier run may have ended, or its sync failed, after making it.
            Directory.CreateDirectory(Folder.FolderOf(id));
            FolderSync.Sync(marker.Root);
            made[index] = true;
        }
    }

    private void DemandMarker()
    {
        if (!marker.IsThere)
            throw new DirectoryNotFoundException($"'{marker.Path}' was deleted or moved away");
    }
}
