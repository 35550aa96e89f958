using Microsoft.Extensions.Time.Testing;
using Relay.Core.Spool;
using Relay.Core.Spool.Disk;
using Relay.Core.Spool.Sqlite;
using Relay.Core.Spool.Writing;
using Relay.Sdk.Spool;
using Relay.TestKit.Spool;

namespace Relay.Core.Tests.Spool;

/// <summary>Room that a large queue has taken is given back to the file system soon after it has gone.</summary>
public sealed class FreePagesTests
{
    private const long KeptOctets = FreePages.Kept * 4096L;
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task Mail_comes_before_the_giving_back_and_some_pages_stay()
    {
        using var kit = new SpoolKit();
        LocalSpool spool = await kit.StartAsync();
        await FillAndEmptyAsync(kit, spool);
        await spool.DisposeAsync();
        using var database = Database.OpenWritable(kit["spool.db"]);
        long before = database.Number("PRAGMA page_count")!.Value;
        before.ShouldBeGreaterThan(FreePages.Kept + 2000);

        var pages = new FreePages(database, TimeProvider.System);
        pages.GiveBackAll(static () => false);
        database.Number("PRAGMA page_count").ShouldBe(before);
        pages.GiveBackAll(static () => true);
        database.Number("PRAGMA page_count")!.Value.ShouldBeInRange(FreePages.Kept, FreePages.Kept + 100);
    }

    [Fact]
    public async Task The_file_of_an_idle_spool_is_small_soon()
    {
        using var kit = new SpoolKit { Limits = new SpoolLimits { IdleAfter = TimeSpan.FromMilliseconds(1) } };
        await using LocalSpool spool = await kit.StartAsync();
        await FillAndEmptyAsync(kit, spool);

        await UntilAsync(() => new FileInfo(kit["spool.db"]).Length < KeptOctets + 1_000_000);
    }

    [Fact]
    public async Task The_file_of_a_spool_to_which_some_mail_always_comes_is_small_within_some_seconds()
    {
        var time = new FakeTimeProvider();
        using var kit = new SpoolKit { Time = time, Limits = new SpoolLimits { IdleAfter = TimeSpan.FromHours(1) } };
        await using LocalSpool spool = await kit.StartAsync();
        await FillAndEmptyAsync(kit, spool);
        new FileInfo(kit["spool.db"]).Length.ShouldBeGreaterThan(KeptOctets + 8_000_000);

        for (int second = 0; second < 30; second++)
        {
            time.Advance(Second);
            await SpoolKit.RemoveAsync(spool, (await kit.QueueAsync(spool)).Entry);
        }

        new FileInfo(kit["spool.db"]).Length.ShouldBeLessThan(KeptOctets + 1_000_000);
    }

    [Fact]
    public async Task A_disk_that_was_full_takes_mail_again_once_the_queue_is_delivered()
    {
        Assert.SkipWhen(SmallFileSystem.Missing is not null, SmallFileSystem.Missing ?? "");
        await using SmallFileSystem mount = await SmallFileSystem.MountAsync(octets: 96 * 1024 * 1024);
        var time = new FakeTimeProvider();
        using var kit = new SpoolKit
        {
            Path = Path.Combine(mount.Path, "spool"),
            Settings = new() { ReserveOctets = Ballast.MaxOctets },
            Limits = new SpoolLimits { IdleAfter = TimeSpan.FromMilliseconds(1) },
            Time = time,
        };
        await using LocalSpool spool = await kit.StartAsync();
        var stored = new List<QueueEntry>();
        for (; spool.Content.HasRoom; time.Advance(Second))
            stored.Add((await kit.QueueAsync(spool, 120_000)).Entry);
        stored.Count.ShouldBeGreaterThan(200);

        foreach (QueueEntry entry in stored)
            await SpoolKit.RemoveAsync(spool, entry);
        await UntilAsync(() =>
        {
            time.Advance(Second);
            return spool.Content.HasRoom && new FileInfo(kit["spool.db"]).Length < KeptOctets + 1_000_000;
        });
        await kit.QueueAsync(spool, 120_000);
    }

    private static async Task FillAndEmptyAsync(SpoolKit kit, LocalSpool spool)
    {
        var stored = new List<QueueEntry>();
        for (int i = 0; i < 300; i++)
            stored.Add((await kit.QueueAsync(spool, 120_000)).Entry);
        foreach (QueueEntry entry in stored)
            await SpoolKit.RemoveAsync(spool, entry);
    }

    private static async Task UntilAsync(Func<bool> holds)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!holds())
        {
            patience.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
