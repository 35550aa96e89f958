using Relay.Core.Settings;
using Relay.Core.Spool.Sqlite;

namespace Relay.Core.Spool;

/// <summary>The tables of the spool's database and the steps from each version to the next.</summary>
/// <remarks>
/// The entries of a message have consecutive ids, from <c>first_entry</c> on: whether any is left is a look into the primary key,
/// without an index on <c>message_id</c>. A message without <c>body</c> has a body file. Times are ticks of UTC.
/// SQLite's <c>user_version</c> has the version in its lowest octet, and above it how many messages were taken since the number in <c>meta</c> was
/// written: it changes in every commit that brings mail, and the page of <c>user_version</c> is one that most commits write anyway.
/// </remarks>
internal static class Schema
{
    /// <summary>The version that this relay writes.</summary>
    public static int Version => Steps.Length;

    /// <summary>After so many messages the number of those taken moves on in <c>meta</c>.</summary>
    public const long TakenStep = 1 << 23;

    /// <summary>Under which <c>meta</c> has the number of messages taken, in whole steps.</summary>
    public const string TakenName = "taken";

    private const int VersionBits = 8;
    private const long ApplicationId = 0x524c5931; // RLY1

    /// <summary>The step at index N leads from version N to version N + 1. Never changed once released; a new step is added.</summary>
    private static readonly string[] Steps =
    [
        """
        CREATE TABLE meta (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
        CREATE TABLE message (
          id INTEGER PRIMARY KEY, first_entry INTEGER NOT NULL, entries INTEGER NOT NULL, record BLOB NOT NULL, body BLOB);
        CREATE TABLE entry (
          entry_id INTEGER PRIMARY KEY, message_id INTEGER NOT NULL, destination TEXT NOT NULL, due INTEGER NOT NULL,
          attention INTEGER NOT NULL, hold INTEGER NOT NULL, crashes INTEGER NOT NULL, record BLOB NOT NULL);
        CREATE INDEX entry_due ON entry (destination, due) WHERE hold = 0;
        CREATE INDEX entry_attention ON entry (attention);
        CREATE TABLE outbox (position INTEGER PRIMARY KEY, name TEXT NOT NULL, json BLOB NOT NULL);
        CREATE TABLE subscriber (name TEXT PRIMARY KEY, position INTEGER NOT NULL) WITHOUT ROWID;
        """,

        // Version 2: positions belong to a relay. Records and the content of messages have checksums and facts from here on; those without are read
        // as well.
        $"""
        ALTER TABLE subscriber RENAME TO subscriber_1;
        CREATE TABLE subscriber (relay TEXT NOT NULL, name TEXT NOT NULL, position INTEGER NOT NULL, PRIMARY KEY (relay, name)) WITHOUT ROWID;
        INSERT INTO subscriber SELECT '{SpoolSettings.DefaultRelay}', name, position FROM subscriber_1;
        DROP TABLE subscriber_1;
        """,

        // Version 3: what the number of messages taken has beyond whole steps is in user_version.
        $"""
        UPDATE meta SET value = value - value % {TakenStep} WHERE name = '{TakenName}';
        """,
    ];

    /// <summary>Sets up a new database, or brings an old database to this version.</summary>
    /// <returns>True if a relay left it so. A database that was just made, or rebuilt with other tools, has no log.</returns>
    /// <exception cref="IOException">It is of a later version, or not a spool at all.</exception>
    public static bool Prepare(Database database, string path)
    {
        long version = Check(database, path);
        bool hadLog = database.Text("PRAGMA journal_mode") == "wal";
        if (version == 0)
        {
            // Both hold only when set before the first table.
            database.Execute("PRAGMA page_size = 4096");
            database.Execute("PRAGMA auto_vacuum = INCREMENTAL");
        }

        database.Execute("PRAGMA journal_mode = WAL");
        database.Execute("PRAGMA synchronous = FULL");
        long taken = version == 2 ? database.Number($"SELECT value FROM meta WHERE name = '{TakenName}'") ?? 0 : 0;
        for (; version < Version; version++)
        {
            database.Execute("BEGIN IMMEDIATE");
            database.Execute(Steps[version]);
            WriteNumbers(database, version + 1, taken);
            database.Execute($"PRAGMA application_id = {ApplicationId}");
            database.Execute("COMMIT");
        }

        return hadLog;
    }

    /// <summary>Reads the version of a database; 0 for an empty one.</summary>
    /// <exception cref="IOException">It is of a later version, or not a spool at all.</exception>
    public static long Check(Database database, string path)
    {
        long version = ReadNumbers(database) & ((1 << VersionBits) - 1);
        long tables = database.Number("SELECT count(*) FROM sqlite_schema") ?? 0;
        if (tables > 0 && database.Number("PRAGMA application_id") != ApplicationId)
            throw new IOException($"'{path}' is a database, but not one of this relay; set spool.path to another folder");
        if (version > Version)
        {
            throw new IOException(
                $"the spool '{path}' has version {version}; this relay knows versions up to {Version}. Run the relay that wrote it, or a later one");
        }

        return version;
    }

    /// <summary>Reads how many messages were ever taken.</summary>
    public static long ReadTaken(Database database) =>
        (database.Number($"SELECT value FROM meta WHERE name = '{TakenName}'") ?? 0) + (ReadNumbers(database) >> VersionBits);

    /// <summary>Notes in the open transaction how many messages were taken, but for the whole steps.</summary>
    public static void WriteTaken(Database database, long taken) => WriteNumbers(database, Version, taken);

    private static long ReadNumbers(Database database) => database.Number("PRAGMA user_version") ?? 0;

    private static void WriteNumbers(Database database, long version, long taken) =>
        database.Execute($"PRAGMA user_version = {(taken % TakenStep << VersionBits) | version}");
}
