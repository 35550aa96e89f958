using Relay.Core.Spool;
using Relay.Sdk.Spool;
using Relay.Sdk.Testing;

namespace Relay.Core.Tests.Spool;

/// <summary>A log that is lost or cut short after a crash: what was acknowledged and is missing is told, and no content is deleted for it.</summary>
public sealed class LostLogTests
{
    [Fact]
    public async Task A_lost_log_is_noticed_although_all_mail_was_small()
    {
        using var kit = new SpoolKit();
        LocalSpool spool = await kit.StartAsync();
        ClaimedEntry last = await QueueAsync(kit, spool, 30);
        await spool.CrashAsync();
        File.Delete(kit["spool.db-wal"]);

        (SpoolRecovery recovery, string log) = await RestartAsync(kit);
        (recovery.Missing, recovery.MissingUpTo, recovery.Messages).ShouldBe((30, last.Entry.Message.Id, 0));
        log.ShouldContain($"up to 30 acknowledged messages are missing, the last of them {last.Entry.Message.Id}");
    }

    [Fact]
    public async Task A_log_cut_in_half_is_noticed_and_content_without_a_message_is_set_aside()
    {
        using var kit = new SpoolKit();
        LocalSpool spool = await kit.StartAsync();
        await QueueAsync(kit, spool, 20);
        ClaimedEntry large = await kit.QueueAsync(spool, 200_000);
        await spool.CrashAsync();
        using (FileStream log = File.OpenWrite(kit["spool.db-wal"]))
            log.SetLength(log.Length / 2);

        (SpoolRecovery recovery, _) = await RestartAsync(kit);
        (recovery.Messages + recovery.Missing).ShouldBe(21);
        recovery.Missing.ShouldBeInRange(2, 20);
        (recovery.MissingUpTo, recovery.Orphans, recovery.Corrupt).ShouldBe((large.Entry.Message.Id, 0, 1));
        (await File.ReadAllBytesAsync(kit[$"corrupt/{large.Entry.Message.Id}/content.eml"]))
            .ShouldBe(SpoolKit.Content(large.Entry.Message.Id, 200_000));
    }

    [Fact]
    public async Task A_database_that_is_gone_is_noticed_although_no_content_file_tells_of_it()
    {
        using var kit = new SpoolKit();
        LocalSpool spool = await kit.StartAsync();
        await QueueAsync(kit, spool, 3);
        await spool.DisposeAsync();
        File.Delete(kit["spool.db"]);

        (SpoolRecovery recovery, _) = await RestartAsync(kit);
        recovery.Missing.ShouldBe(3);
    }

    [Fact]
    public async Task A_loss_is_told_once_and_a_crash_or_an_end_without_loss_never()
    {
        using var kit = new SpoolKit();
        LocalSpool spool = await kit.StartAsync();
        foreach (QueueEntry entry in new[] { await QueueAsync(kit, spool, 5),
            await QueueAsync(kit, spool, 5) }.Select(static claimed => claimed.Entry))
            await SpoolKit.RemoveAsync(spool, entry);
        await spool.CrashAsync();
        (await RestartAsync(kit)).Recovery.Missing.ShouldBe(0);
        spool = await kit.StartAsync();
        await QueueAsync(kit, spool, 2);
        await spool.DisposeAsync();
        (await RestartAsync(kit)).Recovery.ShouldSatisfyAllConditions(static r => r.Missing.ShouldBe(0), static r => r.MissingUpTo.ShouldBeNull());

        spool = await kit.StartAsync();
        await spool.CrashAsync();
        File.Delete(kit["spool.db-wal"]);
        (await RestartAsync(kit)).Recovery.Missing.ShouldBe(0, "the log told of no mail that the database does not know");
        spool = await kit.StartAsync();
        await QueueAsync(kit, spool, 1);
        await spool.CrashAsync();
        File.Delete(kit["spool.db-wal"]);
        (await RestartAsync(kit)).Recovery.Missing.ShouldBe(1);
        (await RestartAsync(kit)).Recovery.Missing.ShouldBe(0);
    }

    [Fact]
    public async Task A_loss_after_many_millions_of_messages_is_noticed_too()
    {
        using var kit = new SpoolKit();
        await (await kit.StartAsync()).DisposeAsync();
        kit.Tamper($"PRAGMA user_version = {((Schema.TakenStep - 2) << 8) | (long)Schema.Version}");
        LocalSpool spool = await kit.StartAsync();
        await QueueAsync(kit, spool, 5);
        await spool.CrashAsync();
        (await RestartAsync(kit)).Recovery.ShouldSatisfyAllConditions(static r => r.Missing.ShouldBe(0), static r => r.Messages.ShouldBe(5));

        kit.Tamper($"PRAGMA user_version = {(1 << 8) | Schema.Version}");
        (await RestartAsync(kit)).Recovery.Missing.ShouldBe(2);
        File.Delete(kit["spool.db"]);
        (await RestartAsync(kit)).Recovery.Missing.ShouldBe(Schema.TakenStep + 1);
    }

    [Fact]
    public async Task Marks_that_were_deleted_tell_of_no_loss()
    {
        using var kit = new SpoolKit();
        LocalSpool spool = await kit.StartAsync();
        await QueueAsync(kit, spool, 2);
        await spool.DisposeAsync();
        kit.Tamper($"PRAGMA user_version = {((Schema.TakenStep - 2) << 8) | (long)Schema.Version}");
        File.Delete(kit["in-flight"]);
        (await RestartAsync(kit)).Recovery.Missing.ShouldBe(0);
    }

    [Fact]
    public async Task The_count_of_a_spool_of_version_2_goes_on()
    {
        using var kit = new SpoolKit();
        LocalSpool spool = await kit.StartAsync();
        await QueueAsync(kit, spool, 3);
        await spool.DisposeAsync();
        kit.Tamper("INSERT INTO meta VALUES ('taken', 3); PRAGMA user_version = 2");

        (await RestartAsync(kit)).Recovery.Missing.ShouldBe(0);
        kit.Tamper($"PRAGMA user_version = {(1 << 8) | Schema.Version}");
        (await RestartAsync(kit)).Recovery.Missing.ShouldBe(2);
    }

    private static async Task<ClaimedEntry> QueueAsync(SpoolKit kit, LocalSpool spool, int count)
    {
        ClaimedEntry last = await kit.QueueAsync(spool, 3000);
        for (int i = 1; i < count; i++)
            last = await kit.QueueAsync(spool, 3000);
        return last;
    }

    private static async Task<(SpoolRecovery Recovery, string Log)> RestartAsync(SpoolKit kit)
    {
        using var log = new CapturedLog();
        await using LocalSpool spool = kit.Create(log);
        SpoolRecovery recovery = await spool.StartAsync(CancellationToken.None);
        return (recovery, string.Join('\n', log.Lines));
    }
}
