using Relay.Core.Spool.Disk;
using SQLitePCL;

namespace Relay.Core.Spool.Sqlite;

/// <summary>SQLite refused or failed.</summary>
/// <param name="code">The extended result code.</param>
/// <param name="systemError">The <c>errno</c> behind it; 0 for none.</param>
/// <param name="message">SQLite's text.</param>
internal sealed class SqliteFaultException(int code, int systemError, string message)
    : IOException($"SQLite: {message} ({code}{(systemError == 0 ? "" : $", error {systemError}")})")
{
    /// <summary>The extended result code.</summary>
    public int Code { get; } = code;

    /// <summary>The file system, a quota, or a limit of the database's size leaves no room.</summary>
    /// <remarks>SQLite itself says so of pages only: a quota, and room for its index of the log, are I/O errors to it.</remarks>
    public bool IsFull =>
        Primary == raw.SQLITE_FULL || Code == raw.SQLITE_IOERR_SHMSIZE || (Primary == raw.SQLITE_IOERR && DiskFull.IsErrorNumber(systemError));

    /// <summary>The file is damaged, or is no database at all.</summary>
    public bool IsCorrupt => Primary is raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB;

    /// <summary>The change contradicts what is stored, as a message id that exists already.</summary>
    public bool IsConstraint => Primary == raw.SQLITE_CONSTRAINT;

    private int Primary => Code & 0xff;
}
