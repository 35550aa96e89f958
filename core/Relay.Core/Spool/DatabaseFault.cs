using Relay.Core.Spool.Content;
using Relay.Core.Spool.Sqlite;

namespace Relay.Core.Spool;

/// <summary>Says what to do when the database cannot be opened, or is not there.</summary>
internal static class DatabaseFault
{
    public static IOException Explain(string path, SqliteFaultException fault) => fault.IsCorrupt
        ? new IOException(
            $"the spool's database '{path}' is damaged ({fault.Message}). Nothing was changed. Keep a copy of the folder, then save what can be " +
            "read " +
            $"with \"sqlite3 '{path}' .recover | sqlite3 recovered.db\" and put recovered.db in its place, or move the folder away to start with " +
            "an empty queue",
            fault)
        : new IOException($"the spool's database '{path}' cannot be opened ({fault.Message})", fault);

    /// <summary>Refuses to make a new database where mail of a former one lies: its content would have no message any more.</summary>
    /// <exception cref="IOException">The database is missing.</exception>
    public static void RefuseMissing(SpoolFolder folder)
    {
        var database = new FileInfo(folder.Database);
        if (database is { Exists: true, Length: > 0 })
            return;
        int contents = new BodyFolder(folder.Bodies).List().Count();
        bool hasLog = !database.Exists && new FileInfo(folder.DatabaseLog) is { Exists: true, Length: > 0 };
        if (contents == 0 && !hasLog)
            return;
        throw new IOException(
            $"the spool's database '{folder.Database}' is missing, while " +
            $"{(hasLog ? "its log is there" : $"'{folder.Bodies}' holds the content of {contents} messages")}. " +
            "Nothing was changed. Put the database back, or move the folder away to start with an empty queue");
    }
}
