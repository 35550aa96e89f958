using Relay.Core.Spool;
using Relay.Core.Spool.Sqlite;
using Relay.Core.Spool.Writing;
using Relay.Sdk.Spool;

namespace Relay.Core.Tests.Spool;

public sealed class FreePagesTests
{
    [Fact]
    public async Task A_large_queue_that_has_gone_gives_its_room_back_but_for_a_reserve()
    {
        using var kit = new SpoolKit();
        LocalSpool spool = await kit.StartAsync();
        for (int i = 0; i < 300; i++)
            await kit.QueueAsync(spool, 120_000);

        foreach (QueueEntry entry in await SpoolKit.ListAsync(spool))
            await SpoolKit.RemoveAsync(spool, entry);
        await spool.DisposeAsync();
        using var database = Database.OpenWritable(kit["spool.db"]);
        long before = database.Number("PRAGMA page_count")!.Value;
        before.ShouldBeGreaterThan(FreePages.Kept + 2000);

        FreePages.GiveBack(database, () => false);
        database.Number("PRAGMA page_count").ShouldBe(before, "mail comes first");
        FreePages.GiveBack(database, () => true);
        database.Number("PRAGMA page_count")!.Value.ShouldBeInRange(FreePages.Kept, FreePages.Kept + 100);
    }
}
