using Relay.Core.Spool.Content;
using Relay.Core.Spool.Reading;
using Relay.Core.Spool.Sqlite;
using Relay.Sdk.Mail;
using Relay.Sdk.Spool;

namespace Relay.Core.Spool;

/// <summary>Looks into a local spool without taking it: for commands, while the relay runs elsewhere or does not run. Writes nothing.</summary>
public sealed class LocalSpoolReader : IDisposable
{
    private readonly QueueLister lister;
    private readonly QueueReader reader;
    private readonly BodyFolder bodies;

    private LocalSpoolReader(QueueLister lister, QueueReader reader, BodyFolder bodies) =>
        (this.lister, this.reader, this.bodies) = (lister, reader, bodies);

    /// <summary>Entries that could not be read and were left out of the listing so far.</summary>
    public int Unreadable { get; private set; }

    /// <summary>Opens the spool in a folder.</summary>
    /// <exception cref="IOException">There is none, or it cannot be read; the text says why.</exception>
    public static LocalSpoolReader Open(string path)
    {
        var folder = new SpoolFolder(Path.GetFullPath(path));
        if (!File.Exists(folder.Database))
            throw new FileNotFoundException($"there is no spool in '{folder.Path}'");
        try
        {
            using (Database database = OpenDatabase(folder))
                Schema.Check(database, folder.Database);
            return new LocalSpoolReader(
                new QueueLister(OpenDatabase(folder)), new QueueReader(OpenDatabase(folder)), new BodyFolder(folder.Bodies));
        }
        catch (SqliteFaultException fault)
        {
            throw DatabaseFault.Explain(folder.Database, fault);
        }
    }

    /// <summary>As <see cref="ISpoolQueue.ListAsync"/>.</summary>
    public IAsyncEnumerable<QueueEntry> ListAsync(QueueFilter filter, CancellationToken cancellationToken) =>
        QueueListing.ListAsync(lister, filter, CountAsync, cancellationToken);

    /// <summary>As <see cref="ISpoolContent.OpenAsync"/>, but what cannot be read stays where it is.</summary>
    /// <exception cref="IOException">It cannot be read, or is not what was stored.</exception>
    public SpooledContent? OpenContent(MessageId id)
    {
        if (reader.LoadBody(id) is not { } body)
            return null;
        if (body.Inline is { } inline)
            return inline;
        FileContent content = bodies.Open(id, body.LengthOctets);
        try
        {
            if (body.Sum is { } sum)
                content.Verify(id, sum);
            return content;
        }
        catch
        {
            content.Release();
            throw;
        }
    }

    private ValueTask CountAsync(UnreadableEntryException fault)
    {
        Unreadable++;
        return ValueTask.CompletedTask;
    }

    // Without a log no process has it open, and opening it the usual way would leave files of this user beside it.
    private static Database OpenDatabase(SpoolFolder folder) =>
        File.Exists(folder.DatabaseLog) ? Database.OpenReadOnly(folder.Database) : Database.OpenImmutable(folder.Database);

    public void Dispose()
    {
        lister.Dispose();
        reader.Dispose();
    }
}
