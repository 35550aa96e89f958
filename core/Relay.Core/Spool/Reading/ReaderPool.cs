using System.Collections.Concurrent;
using Relay.Core.Spool.Sqlite;

namespace Relay.Core.Spool.Reading;

/// <summary>A few connections that read. A caller waits while all are in use.</summary>
internal sealed class ReaderPool(string path) : IDisposable
{
    private const int MaxReaders = 4;
    private readonly ConcurrentBag<QueueReader> idle = [];
    private readonly SemaphoreSlim room = new(MaxReaders);
    private volatile bool disposed;

    /// <summary>Reads with one of the connections, on the caller's thread: what is asked for lies in the cache, or is a few pages away.</summary>
    public async ValueTask<T> ReadAsync<T, TState>(TState state, Func<QueueReader, TState, T> read, CancellationToken cancellationToken)
    {
        await room.WaitAsync(cancellationToken);
        QueueReader? reader = null;
        try
        {
            ObjectDisposedException.ThrowIf(disposed, this);
            reader = idle.TryTake(out QueueReader? taken) ? taken : Open();
            return read(reader, state);
        }
        catch (SqliteFaultException)
        {
            reader?.Dispose();
            reader = null;
            throw;
        }
        finally
        {
            if (reader is not null)
                GiveBack(reader);
            room.Release();
        }
    }

    private QueueReader Open()
    {
        Database database = Database.OpenReadOnly(path);
        database.Execute("PRAGMA cache_size = -4096");
        return new QueueReader(database);
    }

    private void GiveBack(QueueReader reader)
    {
        idle.Add(reader);
        if (disposed)
            Dispose();
    }

    /// <summary>Closes the connections; those in use when they come back.</summary>
    public void Dispose()
    {
        disposed = true;
        while (idle.TryTake(out QueueReader? reader))
            reader.Dispose();
    }
}
