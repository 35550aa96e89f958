using SQLitePCL;

namespace Relay.Core.Spool.Sqlite;

/// <summary>A prepared statement: bind, step, read columns, reset. Parameters count from 1, columns from 0.</summary>
internal sealed class Statement(Database database, sqlite3_stmt handle) : IDisposable
{
    public void Bind(int parameter, long value) => database.Check(raw.sqlite3_bind_int64(handle, parameter, value));

    /// <summary>Binds a BLOB; the octets are copied.</summary>
    public void Bind(int parameter, ReadOnlySpan<byte> value) =>
        database.Check(value.IsEmpty
            ? raw.sqlite3_bind_zeroblob(handle, parameter, 0) // an empty span would be bound as NULL
            : raw.sqlite3_bind_blob(handle, parameter, value));

    public void Bind(int parameter, string value) => database.Check(raw.sqlite3_bind_text(handle, parameter, value));

    /// <summary>Binds a text given as UTF-8; the octets are copied.</summary>
    public void BindText(int parameter, ReadOnlySpan<byte> value) => database.Check(raw.sqlite3_bind_text(handle, parameter, value));

    public void BindNull(int parameter) => database.Check(raw.sqlite3_bind_null(handle, parameter));

    /// <summary>Goes to the next row; false after the last one. A fault resets the statement.</summary>
    public bool Step()
    {
        int code = raw.sqlite3_step(handle);
        if (code == raw.SQLITE_ROW)
            return true;
        if (code == raw.SQLITE_DONE)
            return false;
        SqliteFaultException fault = database.Fault(code);
        Reset();
        throw fault;
    }

    /// <summary>Runs a statement that gives no rows.</summary>
    /// <returns>How many rows it changed.</returns>
    public int Run()
    {
        Step();
        int changes = database.Changes;
        Reset();
        return changes;
    }

    /// <summary>Ends the reading; until then the statement keeps its view of the database.</summary>
    public void Reset() => raw.sqlite3_reset(handle); // repeats the code of the last step, which has been seen

    public long Int64(int column) => raw.sqlite3_column_int64(handle, column);

    public bool IsNull(int column) => raw.sqlite3_column_type(handle, column) == raw.SQLITE_NULL;

    /// <summary>The octets, valid until the next step or reset.</summary>
    public ReadOnlySpan<byte> Blob(int column) => raw.sqlite3_column_blob(handle, column);

    public string Text(int column) => raw.sqlite3_column_text(handle, column).utf8_to_string() ?? "";

    public void Dispose() => handle.Dispose();
}
