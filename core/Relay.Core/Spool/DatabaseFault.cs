using Relay.Core.Spool.Sqlite;

namespace Relay.Core.Spool;

/// <summary>Says what to do when the database cannot be opened.</summary>
internal static class DatabaseFault
{
    public static IOException Explain(string path, SqliteFaultException fault) => fault.IsCorrupt
        ? new IOException(
            $"the spool's database '{path}' is damaged ({fault.Message}). Nothing was changed. Keep a copy of the folder, then save what can be read " +
            $"with \"sqlite3 '{path}' .recover | sqlite3 recovered.db\" and put recovered.db in its place, or move the folder away to start with an empty queue",
            fault)
        : new IOException($"the spool's database '{path}' cannot be opened ({fault.Message})", fault);
}
