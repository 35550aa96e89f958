using SQLitePCL;

namespace Relay.Core.Spool.Sqlite;

/// <summary>SQLite refused or failed.</summary>
internal sealed class SqliteFaultException(int code, string message)
    : IOException($"SQLite: {message} ({code})")
{
    /// <summary>The extended result code.</summary>
    public int Code { get; } = code;

    /// <summary>The file system, or a limit of the database's size, has no room.</summary>
    public bool IsFull => Primary == raw.SQLITE_FULL;

    /// <summary>The file is damaged, or is no database at all.</summary>
    public bool IsCorrupt => Primary is raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB;

    /// <summary>The change contradicts what is stored, as a message id that exists already.</summary>
    public bool IsConstraint => Primary == raw.SQLITE_CONSTRAINT;

    private int Primary => Code & 0xff;
}
