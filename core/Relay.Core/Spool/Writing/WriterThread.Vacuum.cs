using Relay.Core.Spool.Sqlite;

namespace Relay.Core.Spool.Writing;

internal sealed partial class WriterThread
{
    /// <summary>Free pages that stay in the file for the mail to come: 16 MiB.</summary>
    private const int KeptFreePages = 4096;

    /// <summary>Pages given back in one step; a step takes some milliseconds.</summary>
    private const int StepPages = 512;

    /// <summary>Gives free pages back to the file system, while nothing waits.</summary>
    private void Vacuum()
    {
        try
        {
            long free = writer.Database.Number("PRAGMA freelist_count") ?? 0;
            while (free > KeptFreePages && queue.IsEmpty)
            {
                writer.Database.Execute($"PRAGMA incremental_vacuum({Math.Min(StepPages, free - KeptFreePages)})");
                free -= StepPages;
            }
        }
        catch (SqliteFaultException fault)
        {
            LogVacuumFailed(fault);
        }
    }
}
