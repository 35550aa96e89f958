using Microsoft.Extensions.Logging;
using Relay.Core.Settings;
using Relay.Core.Spool.Claiming;
using Relay.Core.Spool.Content;
using Relay.Core.Spool.Disk;
using Relay.Core.Spool.Reading;
using Relay.Core.Spool.Sqlite;
using Relay.Core.Spool.Writing;
using Relay.Core.Storage;
using Relay.Sdk.Mail;
using Relay.Sdk.Spool;

namespace Relay.Core.Spool;

/// <summary>The parts of a started spool, and the order in which they begin and end.</summary>
internal sealed partial class OpenSpool : IAsyncDisposable
{
    private readonly SpoolFolder folder;
    private readonly int inlineMaxOctets;
    private readonly FreeSpace space;
    private readonly Ballast ballast;
    private readonly SpoolLock held;
    private readonly SpoolWriter writer;
    private readonly InFlightFile marks;
    private readonly DiskThreads disk;
    private readonly BodyFiles files;
    private readonly Recovery recovery;
    private readonly SpoolFilesCheck filesCheck;
    private readonly SpoolLockCheck lockCheck;
    private readonly FullDisk full;
    private readonly WriterThread thread;
    private readonly ILogger<OpenSpool> logger;

    private OpenSpool(SpoolFolder folder, SpoolSettings settings, SpoolLock held, SpoolLimits limits, TimeProvider time, ILoggerFactory loggers)
    {
        (this.folder, this.held, inlineMaxOctets) = (folder, held, settings.InlineMaxOctets);
        logger = loggers.CreateLogger<OpenSpool>();
        DatabaseFault.RefuseMissing(folder);
        space = new FreeSpace(limits.FreeOctets ?? FreeSpace.Of(folder.Path), settings.ReserveOctets, time);
        ballast = new Ballast(folder.Ballast, Math.Min(settings.ReserveOctets, Ballast.MaxOctets), space);

        // What the last run left of it gives the room to start on a disk that is full.
        ballast.Drop();
        Database? database = null;
        bool asLeft;
        BodiesMarker bodies;
        try
        {
            // SQLite gives its log and its shared memory the rights of the database.
            OwnerOnly.MakeFile(folder.Database);

            // After a crash its log is there: without it, the database is a copy of some earlier moment.
            bool hasLog = new FileInfo(folder.DatabaseLog) is { Exists: true, Length: > 0 };
            database = Database.OpenWritable(folder.Database);
            asLeft = Schema.Prepare(database, folder.Database) && hasLog;
            database.Execute("PRAGMA wal_autocheckpoint = 4000");
            database.Execute($"PRAGMA journal_size_limit = {Ballast.MaxOctets}");
            database.Execute("PRAGMA cache_size = -16384");
            database.Execute("PRAGMA secure_delete = OFF");
            if (limits.DatabasePages is { } pages)
                database.Execute($"PRAGMA max_page_count = {pages}");
            writer = new SpoolWriter(database);
            bodies = BodiesOwnership.Settle(folder, writer);
            marks = InFlightFile.Open(folder.InFlight);
        }
        catch
        {
            // The next start tells a crash by the log.
            database?.KeepLogOnClose();
            database?.Dispose();
            throw;
        }

        disk = new DiskThreads(time);
        files = new BodyFiles(bodies, disk, loggers.CreateLogger<BodyFiles>());
        try
        {
            var orphans = new Orphans(files.Folder, folder.Corrupt, database, loggers.CreateLogger<Orphans>());
            recovery = new Recovery(writer, marks, orphans, asLeft);
            Recovered = recovery.Recover(inlineMaxOctets);
        }
        catch
        {
            marks.Dispose();
            writer.Dispose();
            throw;
        }

        Claims = new Claims(marks);
        Queue = new CommitQueue(time);
        Readers = new ReaderPool(folder.Database);
        var commits = new PendingCommitPool(Claims, files, recovery.FileFloorOctets);
        Committer = new Committer(Queue, commits, recovery.LastEntryId);
        var corrupt = new CorruptArea(folder.Corrupt, Readers, Queue, files, disk, time, loggers.CreateLogger<CorruptArea>());
        Claimer = new EntryClaimer(Readers, Claims, corrupt);
        Contents = new ContentOpener(Readers, files.Folder, disk, corrupt, folder.Database, time);
        full = new FullDisk(folder.Path, space, ballast, time, loggers.CreateLogger<FullDisk>());
        full.LookForRoom();
        filesCheck = new SpoolFilesCheck(database, folder, bodies, time, loggers.CreateLogger<SpoolFilesCheck>());
        lockCheck = new SpoolLockCheck(held, folder.Lock, time, loggers.CreateLogger<SpoolLockCheck>());
        thread = new WriterThread(Queue, writer, marks, recovery.Start, filesCheck, lockCheck, full, limits.IdleAfter, time,
            loggers.CreateLogger<WriterThread>());
    }

    public SpoolRecovery Recovered { get; }

    public bool HasRoom => filesCheck.AreThere && lockCheck.IsThere && space.HasRoom && ballast.IsThere;

    /// <summary>How long the oldest call has been waiting for the disk.</summary>
    public TimeSpan OldestWaiting
    {
        get
        {
            (TimeSpan writer, TimeSpan files) = (Queue.OldestAge, disk.OldestAge);
            return writer > files ? writer : files;
        }
    }

    public Claims Claims { get; }

    public CommitQueue Queue { get; }

    public ReaderPool Readers { get; }

    public Committer Committer { get; }

    public EntryClaimer Claimer { get; }

    public ContentOpener Contents { get; }

    /// <exception cref="IOException">The spool cannot be opened; the text says which and what to do.</exception>
    public static OpenSpool Open(SpoolSettings settings, SpoolLimits limits, TimeProvider time, ILoggerFactory loggers)
    {
        var folder = new SpoolFolder(Path.GetFullPath(settings.Path));
        folder.Make();
        var held = SpoolLock.Take(folder);
        try
        {
            return new OpenSpool(folder, settings, held, limits, time, loggers);
        }
        catch (SqliteFaultException fault)
        {
            held.Dispose();
            throw DatabaseFault.Explain(folder.Database, fault);
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    public LocalDraft BeginDraft(MessageId id, bool mayUseReserve)
    {
        if (!mayUseReserve && !HasRoom)
            throw new SpoolFullException();
        return new LocalDraft(id, files, mayUseReserve ? null : space, inlineMaxOctets);
    }

    public QueueLister OpenLister() => new(Database.OpenReadOnly(folder.Database));

    public async ValueTask DisposeAsync()
    {
        Queue.Close();
        await thread.Ended;
        await disk.DisposeAsync();
        try
        {
            End();
        }
        catch (SqliteFaultException fault)
        {
            LogEndNotNoted(fault);
        }
        finally
        {
            Free();
        }
    }

    public async ValueTask CrashAsync()
    {
        Queue.Abandon();
        await thread.Ended;
        await disk.DisposeAsync();
        writer.Database.KeepLogOnClose();
        Free();
    }

    private void End()
    {
        try
        {
            recovery.End();
        }
        catch (SqliteFaultException fault) when (fault.IsFull)
        {
            full.MakeRoom(writer.Database);
            recovery.End();
        }
    }

    private void Free()
    {
        Readers.Dispose();
        Queue.Dispose();
        writer.Dispose();
        marks.Dispose();
        held.Dispose();
    }
}
