using System.Text;
using Microsoft.Extensions.Logging;
using Relay.Core.Spool.Content;
using Relay.Core.Spool.Disk;
using Relay.Core.Spool.Reading;
using Relay.Core.Spool.Writing;
using Relay.Core.Storage;
using Relay.Sdk.Mail;

namespace Relay.Core.Spool;

/// <summary>Takes entries that cannot be read out of the way of the others, and saves of them what can be saved.</summary>
internal sealed partial class CorruptArea(
    string folder, ReaderPool readers, CommitQueue queue, BodyFiles files, DiskThreads disk, TimeProvider time, ILogger<CorruptArea> logger)
{
    /// <summary>The content of a message in its folder of the area.</summary>
    public const string ContentName = "content.eml";

    /// <summary>Saves an entry's remains, then removes it. Throws nothing: what cannot be moved stays, is logged, and is left alone.</summary>
    /// <returns>Whether it was moved.</returns>
    public async ValueTask<bool> MoveAsync(long entryId, MessageId messageId, Exception cause)
    {
        try
        {
            EntryRemains remains = await readers.ReadAsync(entryId, static (reader, id) => reader.LoadRemains(id), CancellationToken.None);
            string target = Path.Combine(folder, messageId.ToString());
            await disk.RunAsync(() => Save(target, entryId, messageId, remains, cause));
            var removal = new EntryRemoval(entryId, messageId);
            await queue.AddAsync(removal, CancellationToken.None);
            if (await removal.Task)
                files.Remove(messageId);
            LogMoved(messageId, entryId, target, cause);
            return true;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ObjectDisposedException)
        {
            LogNotMoved(messageId, entryId, fault);
            return false;
        }
    }

    private void Save(string target, long entryId, MessageId messageId, EntryRemains remains, Exception cause)
    {
        Directory.CreateDirectory(target);
        Write(Path.Combine(target, $"entry-{entryId}.record"), remains.Entry);
        Write(Path.Combine(target, "message.record"), remains.Message);
        Write(Path.Combine(target, ContentName), remains.Body);
        Write(
            Path.Combine(target, $"entry-{entryId}.txt"),
            Encoding.UTF8.GetBytes($"destination {remains.Destination}, moved here {time.GetUtcNow():u}: {cause.Message}\n"));

        // A copy, because other entries of the message may be readable. A copy that has its final name is complete.
        string body = files.Folder.PathOf(messageId);
        string saved = Path.Combine(target, ContentName);
        if (remains.Body is null && File.Exists(body) && !FileStatus.IsNoRegularFile(body) && !File.Exists(saved))
            WholeFile.Copy(body, saved);
        FolderSync.Sync(target);
        FolderSync.Sync(folder);
    }

    private static void Write(string path, byte[]? octets)
    {
        if (octets is not null)
            WholeFile.Write(path, octets);
    }
}
