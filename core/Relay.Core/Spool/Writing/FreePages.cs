using Relay.Core.Spool.Sqlite;

namespace Relay.Core.Spool.Writing;

/// <summary>Makes the database's file smaller after a large queue has gone.</summary>
internal static class FreePages
{
    /// <summary>Free pages that stay in the file for the mail to come: 16 MiB.</summary>
    public const int Kept = 4096;

    /// <summary>Pages given back in one step, which takes some milliseconds.</summary>
    private const int Step = 512;

    /// <summary>Gives free pages back to the file system, step by step.</summary>
    /// <param name="database">No transaction is open.</param>
    /// <param name="goOn">Asked before each step.</param>
    public static void GiveBack(Database database, Func<bool> goOn)
    {
        long free = database.Number("PRAGMA freelist_count") ?? 0;
        while (free > Kept && goOn())
        {
            database.Execute($"PRAGMA incremental_vacuum({Math.Min(Step, free - Kept)})");
            free -= Step;
        }
    }
}
