using System.Globalization;
using Relay.Core.Spool;
using Relay.Sdk.Spool;

namespace Relay.Core.Tests.Spool;

public sealed class SpoolOpeningTests
{
    [Fact]
    public async Task A_second_relay_on_the_same_spool_is_refused_and_told_which_process_has_it()
    {
        using var kit = new SpoolKit();
        await using LocalSpool first = await kit.StartAsync();
        LocalSpool second = kit.Create();
        IOException refusal = await Should.ThrowAsync<IOException>(async () => await second.StartAsync(CancellationToken.None));
        refusal.Message.ShouldContain("in use by another relay");
        refusal.Message.ShouldContain(Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        await second.DisposeAsync();
        await kit.QueueAsync(first);
    }

    [Fact]
    public async Task A_closed_spool_can_be_opened_again_at_once()
    {
        using var kit = new SpoolKit();
        for (int i = 0; i < 3; i++)
        {
            LocalSpool spool = await kit.StartAsync();
            await spool.DisposeAsync();
            await spool.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_spool_of_a_later_version_is_refused_and_left_alone()
    {
        using var kit = new SpoolKit();
        await (await kit.StartAsync()).DisposeAsync();
        kit.Tamper("PRAGMA user_version = 99");
        byte[] before = await File.ReadAllBytesAsync(kit["spool.db"]);
        IOException refusal = await Should.ThrowAsync<IOException>(kit.StartAsync);
        refusal.Message.ShouldContain("has version 99");
        (await File.ReadAllBytesAsync(kit["spool.db"])).ShouldBe(before);
    }

    [Fact]
    public async Task A_database_of_something_else_is_refused()
    {
        using var kit = new SpoolKit();
        Directory.CreateDirectory(kit[""]);
        kit.Tamper("CREATE TABLE addresses (name TEXT)");
        IOException refusal = await Should.ThrowAsync<IOException>(kit.StartAsync);
        refusal.Message.ShouldContain("not one of this relay");
    }

    [Fact]
    public async Task A_damaged_database_is_refused_with_advice_and_nothing_is_deleted()
    {
        using var kit = new SpoolKit();
        await (await kit.StartAsync()).DisposeAsync();
        byte[] damaged = await File.ReadAllBytesAsync(kit["spool.db"]);
        damaged.AsSpan(0, 64).Fill(0x5a);
        await File.WriteAllBytesAsync(kit["spool.db"], damaged);
        IOException refusal = await Should.ThrowAsync<IOException>(kit.StartAsync);
        refusal.Message.ShouldContain("is damaged");
        refusal.Message.ShouldContain(".recover");
        (await File.ReadAllBytesAsync(kit["spool.db"])).ShouldBe(damaged);
    }

    [Fact]
    public async Task One_crash_is_counted_once_even_when_the_marks_come_back_from_an_older_copy()
    {
        using var kit = new SpoolKit();
        LocalSpool spool = await kit.StartAsync();
        (await spool.Queue.MarkInFlightAsync((await kit.QueueAsync(spool, claim: true)).Entry, CancellationToken.None)).ShouldBeTrue();
        await spool.CrashAsync();
        byte[] marks = await File.ReadAllBytesAsync(kit["in-flight"]);

        LocalSpool second = kit.Create();
        (await second.StartAsync(CancellationToken.None)).InFlight.ShouldBe(1);
        await second.CrashAsync();
        await File.WriteAllBytesAsync(kit["in-flight"], marks);

        await using LocalSpool third = kit.Create();
        (await third.StartAsync(CancellationToken.None)).InFlight.ShouldBe(0);
    }

    [Fact]
    public async Task Content_stored_in_files_is_found_and_removed_after_the_threshold_was_raised()
    {
        using var kit = new SpoolKit { Settings = new() { ReserveOctets = 0, InlineMaxOctets = 1000 } };
        LocalSpool spool = await kit.StartAsync();
        ClaimedEntry stored = await kit.QueueAsync(spool, 5000);
        await spool.DisposeAsync();
        Directory.GetFiles(kit["bodies"], "0*", SearchOption.AllDirectories).Length.ShouldBe(1);

        using var higher = new SpoolKit { Path = kit[""], Settings = new() { ReserveOctets = 0, InlineMaxOctets = 100_000 } };
        LocalSpool again = await higher.StartAsync();
        SpooledContent? content = await again.Content.OpenAsync(stored.Entry.Message.Id, CancellationToken.None);
        (await SpoolKit.ReadAsync(content!)).ShouldBe(SpoolKit.Content(stored.Entry.Message.Id, 5000));
        ClaimedEntry? claimed = await again.Queue.ClaimAsync(stored.Entry.EntryId, CancellationToken.None);
        await SpoolKit.RemoveAsync(again, claimed!.Entry);
        await again.DisposeAsync();
        Directory.GetFiles(kit["bodies"], "0*", SearchOption.AllDirectories).ShouldBeEmpty();
    }
}
