using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Relay.Core.Spool;
using Relay.Core.Spool.Disk;
using Relay.Core.Spool.Writing;
using Relay.Sdk.Mail;
using Relay.Sdk.Spool;
using Relay.Sdk.Testing;
using Relay.TestKit.Spool;

namespace Relay.Core.Tests.Spool;

public sealed class FullDiskTests
{
    [Fact]
    public async Task Below_the_reserve_new_mail_is_refused_and_above_it_taken_again()
    {
        long free = 1000;
        var time = new FakeTimeProvider();
        using var kit = new SpoolKit
        {
            Settings = new() { ReserveOctets = 500 },
            Limits = new() { FreeOctets = () => Volatile.Read(ref free) },
            Time = time,
        };
        await using LocalSpool spool = await kit.StartAsync();
        spool.Content.HasRoom.ShouldBeTrue();
        ClaimedEntry entry = await kit.QueueAsync(spool, claim: true);

        Volatile.Write(ref free, 499);
        spool.Content.HasRoom.ShouldBeTrue("the file system is asked once a second at most");
        time.Advance(TimeSpan.FromSeconds(1));
        spool.Content.HasRoom.ShouldBeFalse();
        await Should.ThrowAsync<SpoolFullException>(async () => await spool.Content.BeginAsync(new MessageId(1), false, CancellationToken.None));
        await SpoolKit.RemoveAsync(spool, entry.Entry);

        Volatile.Write(ref free, 500);
        time.Advance(TimeSpan.FromSeconds(1));
        spool.Content.HasRoom.ShouldBeTrue();
        await kit.QueueAsync(spool);
    }

    [Fact]
    public async Task The_warning_of_a_full_disk_says_which_folder_and_how_much_is_free_and_needed()
    {
        using var log = new CapturedLog();
        using var kit = new SpoolKit { Settings = new() { ReserveOctets = 500 }, Limits = new() { FreeOctets = static () => 600 }, Loggers = log };
        await using LocalSpool spool = await kit.StartAsync();

        log.Lines.ShouldContain(line => line.EndsWith($": {kit[""]} has 600 octets free, and new mail needs 1000 (spool.reserveOctets is 500)",
            StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_idle_spool_tells_when_others_fill_the_disk_up_to_the_reserve_and_when_there_is_room_again()
    {
        long free = 1000;
        using var log = new CapturedLog();
        var time = new FakeTimeProvider();
        using var kit = new SpoolKit
        {
            Settings = new() { ReserveOctets = 500 },
            Limits = new() { FreeOctets = () => Volatile.Read(ref free), IdleAfter = TimeSpan.FromMilliseconds(1) },
            Time = time,
            Loggers = log,
        };
        await using LocalSpool spool = await kit.StartAsync();

        Volatile.Write(ref free, 499);
        time.Advance(TimeSpan.FromSeconds(1));
        await SpoolKit.UntilAsync(() => log.Lines.Any(static line => line.Contains("has 499 octets free", StringComparison.Ordinal)));
        Volatile.Write(ref free, 500);
        time.Advance(TimeSpan.FromSeconds(1));
        await SpoolKit.UntilAsync(() => log.Lines.Any(static line => line.Contains("has room again", StringComparison.Ordinal)));
    }

    [Fact]
    public void Free_space_that_goes_up_and_down_around_the_reserve_is_told_once_a_minute()
    {
        long free = 499;
        using var log = new CapturedLog();
        var time = new FakeTimeProvider();
        var space = new FreeSpace(() => free, 500, time);
        var full = new FullDisk("spool", space, new Ballast("ballast", 0, space), time, log.CreateLogger<FullDisk>());
        for (int second = 0; second < 180; second++)
        {
            full.LookForRoom();
            free = free == 499 ? 500 : 499;
            time.Advance(TimeSpan.FromSeconds(1));
        }

        log.Lines.Count(static line => line.Contains("full or nearly so", StringComparison.Ordinal)).ShouldBe(3);
        log.Lines.Count(static line => line.Contains("has room again", StringComparison.Ordinal)).ShouldBe(3);

        // What stays is told, however often it changed before.
        free = 499;
        for (int second = 0; second < 60; second++)
        {
            full.LookForRoom();
            time.Advance(TimeSpan.FromSeconds(1));
        }

        log.Lines[^1].ShouldContain("full or nearly so");
    }

    [Fact]
    public async Task A_large_message_is_refused_while_it_arrives_when_the_room_ends()
    {
        long free = 1000;
        var time = new FakeTimeProvider();
        using var kit = new SpoolKit { Settings = new() { ReserveOctets = 500 }, Limits = new() { FreeOctets = () => free }, Time = time };
        await using LocalSpool spool = await kit.StartAsync();
        await using (ISpoolDraft draft = await spool.Content.BeginAsync(new MessageId(1), false, CancellationToken.None))
        {
            draft.GetSpan(200_000);
            draft.Advance(200_000);
            free = 0;
            time.Advance(TimeSpan.FromSeconds(1));
            await Should.ThrowAsync<SpoolFullException>(async () => await draft.FlushAsync(CancellationToken.None));
        }

        Directory.GetFiles(kit["bodies"], "0*", SearchOption.AllDirectories).ShouldBeEmpty();
    }

    [Fact]
    public async Task When_the_database_is_full_new_mail_is_refused_and_outcomes_in_the_same_batch_are_stored()
    {
        var time = new FakeTimeProvider();
        using var kit = new SpoolKit { Limits = new() { DatabasePages = 400 }, Time = time };
        await using LocalSpool spool = await kit.StartAsync();
        List<ClaimedEntry> stored = await FillAsync(kit, spool);
        time.Advance(TimeSpan.FromSeconds(1));
        // a write of nothing, with which the writer looks for room
        await SpoolKit.RemoveAsync(spool, stored[0].Entry with { EntryId = long.MaxValue });
        spool.Content.HasRoom.ShouldBeTrue("the file system has room; only the database has none");

        // Many at once, so that new mail and outcomes share batches. The first ones come before the writer knows that the disk is full.
        var outcomes = new List<Task>();
        var refused = new List<Task>();
        foreach (ClaimedEntry entry in stored)
        {
            if (spool.Content.HasRoom)
                refused.Add(kit.QueueAsync(spool, 120_000));
            QueueEntry next = entry.Entry with { Attempts = 1 };
            outcomes.Add(spool.Queue.CommitAsync(new SpoolChange { Updates = [new EntryUpdate(entry.Entry, next, KeepClaim: true)] },
                CancellationToken.None).AsTask());
        }

        await Task.WhenAll(outcomes);
        refused.ShouldNotBeEmpty();
        foreach (Task task in refused)
            await Should.ThrowAsync<SpoolFullException>(task);
        List<QueueEntry> left = await SpoolKit.ListAsync(spool);
        left.Select(entry => entry.EntryId).ShouldBe(stored.Select(entry => entry.Entry.EntryId));
        left.ShouldAllBe(entry => entry.Attempts == 1);

        foreach (ClaimedEntry entry in stored)
            await SpoolKit.RemoveAsync(spool, entry.Entry);
        time.Advance(TimeSpan.FromSeconds(1));
        await SpoolKit.RemoveAsync(spool, stored[0].Entry); // any write; the writer then finds that there is room again
        await kit.QueueAsync(spool, 120_000);
    }

    [Fact]
    public async Task On_a_file_system_that_is_full_mail_already_queued_goes_on_and_nothing_acknowledged_is_lost()
    {
        Assert.SkipWhen(SmallFileSystem.Missing is not null, SmallFileSystem.Missing ?? "");
        await using SmallFileSystem mount = await SmallFileSystem.MountAsync(octets: 64 * 1024 * 1024);
        using var kit = new SpoolKit
        {
            Path = Path.Combine(mount.Path, "spool"),
            Settings = new() { ReserveOctets = Ballast.MaxOctets },
            Limits = new() { FreeOctets = () => long.MaxValue }, // nothing stops the mail before the disk is full
        };
        LocalSpool spool = await kit.StartAsync();
        List<ClaimedEntry> stored = await FillAsync(kit, spool);
        await mount.FillAsync(left: 0);

        foreach (ClaimedEntry entry in stored.Skip(10))
            await SpoolKit.RemoveAsync(spool, entry.Entry);
        await Should.ThrowAsync<SpoolFullException>(async () => await kit.QueueAsync(spool, 2_000_000));

        await spool.CrashAsync();
        await using LocalSpool again = await kit.StartAsync();
        (await SpoolKit.ListAsync(again)).Count.ShouldBe(10);
        foreach (ClaimedEntry entry in stored.Take(10))
        {
            SpooledContent? content = await again.Content.OpenAsync(entry.Entry.Message.Id, CancellationToken.None);
            (await SpoolKit.ReadAsync(content!)).ShouldBe(SpoolKit.Content(entry.Entry.Message.Id, 120_000));
        }
    }

    [Fact]
    public async Task A_relay_that_was_killed_starts_at_0_octets_without_its_ballast_and_its_mail_can_be_read()
    {
        Assert.SkipWhen(SmallFileSystem.Missing is not null, SmallFileSystem.Missing ?? "");
        await using SmallFileSystem mount = await SmallFileSystem.MountAsync(octets: 64 * 1024 * 1024);
        var time = new FakeTimeProvider();
        using var kit = new SpoolKit
        {
            Path = Path.Combine(mount.Path, "spool"),
            Settings = new() { ReserveOctets = Ballast.MaxOctets },
            Limits = new() { FreeOctets = () => long.MaxValue, IdleAfter = TimeSpan.FromMilliseconds(1) },
            Time = time,
        };
        LocalSpool spool = await kit.StartAsync();
        List<ClaimedEntry> stored = await FillAsync(kit, spool);

        // The ballast has been spent, and another program takes its room before the kill, and what the kill leaves after it.
        await mount.FillAsync(left: 0);
        await spool.CrashAsync();
        await mount.FillAsync(left: 0);
        for (int start = 0; start < 3; start++)
        {
            LocalSpool full = kit.Create();
            SpoolRecovery recovery = await full.StartAsync(CancellationToken.None);
            (recovery.AfterCrash, recovery.Messages, recovery.Missing).ShouldBe((true, stored.Count, 0));
            full.Content.HasRoom.ShouldBeFalse();
            IReadOnlyList<ClaimedEntry> due = await full.Queue.ClaimDueAsync("dest.example", SpoolKit.Noon, 1000, CancellationToken.None);
            due.Count.ShouldBe(stored.Count);
            foreach (ClaimedEntry entry in due.Take(5))
                (await SpoolKit.ReadAsync((await full.Content.OpenAsync(entry.Entry.Message.Id, CancellationToken.None))!)).Length.ShouldBe(120_000);
            (await full.Queue.MarkInFlightAsync(due[0].Entry, CancellationToken.None)).ShouldBeTrue();
            await Should.ThrowAsync<SpoolFullException>(async () => await kit.QueueAsync(full, 120_000));
            await full.CrashAsync();
            await mount.FillAsync(left: 0);
        }

        mount.Clear();
        await using LocalSpool again = await kit.StartAsync();
        foreach (ClaimedEntry entry in stored)
            await SpoolKit.RemoveAsync(again, entry.Entry with { Fence = 0 });
        (await SpoolKit.ListAsync(again)).ShouldBeEmpty();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!again.Content.HasRoom)
        {
            patience.Token.ThrowIfCancellationRequested();
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        await kit.QueueAsync(again, 120_000);
    }

    [Fact]
    public async Task A_spool_on_a_file_system_without_room_is_closed_in_order()
    {
        Assert.SkipWhen(SmallFileSystem.Missing is not null, SmallFileSystem.Missing ?? "");
        await using SmallFileSystem mount = await SmallFileSystem.MountAsync(octets: 64 * 1024 * 1024);
        using var kit = new SpoolKit { Path = Path.Combine(mount.Path, "spool"), Settings = new() { ReserveOctets = Ballast.MaxOctets } };
        LocalSpool spool = await kit.StartAsync();
        await kit.QueueAsync(spool);
        await mount.FillAsync(left: 0);
        await spool.DisposeAsync();

        await using LocalSpool again = kit.Create();
        SpoolRecovery recovery = await again.StartAsync(CancellationToken.None);
        (recovery.AfterCrash, recovery.Messages).ShouldBe((false, 1));
    }

    [Fact]
    public async Task A_spool_that_cannot_note_its_end_gives_its_lock_back_all_the_same()
    {
        Assert.SkipWhen(SmallFileSystem.Missing is not null, SmallFileSystem.Missing ?? "");
        await using SmallFileSystem mount = await SmallFileSystem.MountAsync(octets: 16 * 1024 * 1024);
        using var kit = new SpoolKit { Path = Path.Combine(mount.Path, "spool") };
        LocalSpool spool = await kit.StartAsync();
        await kit.QueueAsync(spool);
        await mount.FillAsync(left: 0);
        await spool.DisposeAsync();

        mount.Clear();
        await using LocalSpool again = await kit.StartAsync();
        (await SpoolKit.ListAsync(again)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_first_start_on_a_full_file_system_fails_with_words_and_works_when_there_is_room()
    {
        Assert.SkipWhen(SmallFileSystem.Missing is not null, SmallFileSystem.Missing ?? "");
        await using SmallFileSystem mount = await SmallFileSystem.MountAsync(octets: 8 * 1024 * 1024);
        using var kit = new SpoolKit { Path = Path.Combine(mount.Path, "spool") };
        for (long left = 300 * 1024; left > 0; left -= 60 * 1024)
        {
            await mount.FillAsync(left);
            await using LocalSpool refused = kit.Create();
            await Should.ThrowAsync<IOException>(async () => await refused.StartAsync(CancellationToken.None));
        }

        mount.Clear();
        await using LocalSpool spool = await kit.StartAsync();
        await kit.QueueAsync(spool);
    }

    private static async Task<List<ClaimedEntry>> FillAsync(SpoolKit kit, LocalSpool spool)
    {
        var stored = new List<ClaimedEntry>();
        try
        {
            while (stored.Count < 1000)
            {
                stored.Add(await kit.QueueAsync(spool, 120_000, claim: true));
                stored[^1].Content!.Release();
            }
        }
        catch (SpoolFullException)
        {
            return stored;
        }

        throw new InvalidOperationException("the disk did not get full");
    }
}
