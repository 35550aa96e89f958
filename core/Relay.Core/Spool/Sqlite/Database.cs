using System.Runtime.InteropServices;
using SQLitePCL;

namespace Relay.Core.Spool.Sqlite;

/// <summary>One connection to a database file. One thread at a time.</summary>
internal sealed partial class Database : IDisposable
{
    private static readonly Lazy<bool> Provider = new(() =>
    {
        Batteries_V2.Init();
        return true;
    });

    private readonly List<Statement> statements = [];

    private Database(sqlite3 handle) => Handle = handle;

    internal sqlite3 Handle { get; }

    /// <summary>Whether a transaction is open: some faults end it by themselves.</summary>
    public bool InTransaction => raw.sqlite3_get_autocommit(Handle) == 0;

    /// <summary>The file has been deleted or renamed since it was opened, or another file has its name.</summary>
    public bool IsMoved
    {
        get
        {
            const int HasMoved = 20; // SQLITE_FCNTL_HAS_MOVED
            int moved = 0;
            return FileControl(Handle.DangerousGetHandle(), "main", HasMoved, ref moved) == raw.SQLITE_OK && moved != 0;
        }
    }

    /// <summary>Rows that the last statement changed.</summary>
    public int Changes => raw.sqlite3_changes(Handle);

    /// <summary>Opens for reading and writing; makes the file when it is missing.</summary>
    public static Database OpenWritable(string path) => Open(path, raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE);

    /// <summary>Opens for reading.</summary>
    public static Database OpenReadOnly(string path) => Open(path, raw.SQLITE_OPEN_READONLY);

    /// <summary>Opens a file that no process has open, without making files beside it.</summary>
    public static Database OpenImmutable(string path) =>
        Open($"file:{Uri.EscapeDataString(path).Replace("%2F", "/", StringComparison.Ordinal)}?immutable=1",
            raw.SQLITE_OPEN_READONLY | raw.SQLITE_OPEN_URI);

    private static Database Open(string name, int flags)
    {
        _ = Provider.Value;
        int code = raw.sqlite3_open_v2(name, out sqlite3 handle, flags | raw.SQLITE_OPEN_NOMUTEX, null);
        var database = new Database(handle);
        try
        {
            database.Check(code);
            raw.sqlite3_extended_result_codes(handle, 1);
            raw.sqlite3_busy_timeout(handle, 5000);
            return database;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    /// <summary>Prepares a statement that lives as long as the connection.</summary>
    public Statement Prepare(string sql)
    {
        const uint Persistent = 1; // SQLITE_PREPARE_PERSISTENT
        Check(raw.sqlite3_prepare_v3(Handle, sql, Persistent, out sqlite3_stmt handle));
        var statement = new Statement(this, handle);
        statements.Add(statement);
        return statement;
    }

    /// <summary>Runs statements that need no values and give no rows.</summary>
    public void Execute(string sql) => Check(raw.sqlite3_exec(Handle, sql));

    /// <summary>Gives the first column of the first row; null when there is no row.</summary>
    public long? Number(string sql)
    {
        Check(raw.sqlite3_prepare_v2(Handle, sql, out sqlite3_stmt handle));
        using var statement = new Statement(this, handle);
        return statement.Step() && !statement.IsNull(0) ? statement.Int64(0) : null;
    }

    /// <summary>Gives the first three columns of the first row.</summary>
    public (long First, long Second, long Third) Numbers(string sql)
    {
        Check(raw.sqlite3_prepare_v2(Handle, sql, out sqlite3_stmt handle));
        using var statement = new Statement(this, handle);
        return statement.Step() ? (statement.Int64(0), statement.Int64(1), statement.Int64(2)) : default;
    }

    /// <summary>Gives the first column of the first row as text; empty when there is no row.</summary>
    public string Text(string sql)
    {
        Check(raw.sqlite3_prepare_v2(Handle, sql, out sqlite3_stmt handle));
        using var statement = new Statement(this, handle);
        return statement.Step() ? statement.Text(0) : "";
    }

    /// <summary>Ends an open transaction without its changes.</summary>
    public void RollBack()
    {
        if (InTransaction)
            Execute("ROLLBACK");
    }

    /// <summary>Leaves the log as it is when the connection is closed, as a killed process would.</summary>
    public void KeepLogOnClose()
    {
        const int NoCheckpointOnClose = 1006; // SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE
        raw.sqlite3_db_config(Handle, NoCheckpointOnClose, 1, out _);
    }

    internal void Check(int code)
    {
        if (code is not (raw.SQLITE_OK or raw.SQLITE_ROW or raw.SQLITE_DONE))
            throw Fault(code);
    }

    /// <summary>The last call's failure.</summary>
    internal SqliteFaultException Fault(int code)
    {
        int systemError = (code & 0xff) == raw.SQLITE_IOERR ? SystemError(Handle.DangerousGetHandle()) : 0;
        return new SqliteFaultException(code, systemError, raw.sqlite3_errmsg(Handle).utf8_to_string() ?? "no text");
    }

    public void Dispose()
    {
        foreach (Statement statement in statements)
            statement.Dispose();
        statements.Clear();
        Handle.manual_close_v2();
        Handle.Dispose();
    }

    [LibraryImport("e_sqlite3", EntryPoint = "sqlite3_file_control", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int FileControl(nint handle, string database, int operation, ref int argument);

    [LibraryImport("e_sqlite3", EntryPoint = "sqlite3_system_errno")]
    private static partial int SystemError(nint handle);
}
