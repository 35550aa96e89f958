using Relay.Core.Spool;
using Relay.Sdk.Spool;

namespace Relay.Core.Tests.Spool;

/// <summary>Content files that the database does not know: what a crash leaves goes, what may be mail stays.</summary>
public sealed class OrphanTests
{
    private const string Orphan = "bodies/07/0000000000007";
    private const string SetAside = "corrupt/0000000000007/content.eml";

    [Fact]
    public async Task Content_files_without_a_message_are_removed_after_a_crash_and_strange_files_stay()
    {
        using var kit = new SpoolKit();
        LocalSpool spool = await kit.StartAsync();
        ClaimedEntry large = await kit.QueueAsync(spool, 200_000);
        await spool.CrashAsync();
        await LeaveOrphanAsync(kit);
        await File.WriteAllTextAsync(kit["bodies/07/notes.txt"], "an operator's");

        await using LocalSpool again = kit.Create();
        SpoolRecovery recovery = await again.StartAsync(CancellationToken.None);
        (recovery.Orphans, recovery.Corrupt).ShouldBe((1, 0));
        File.Exists(kit[Orphan]).ShouldBeFalse();
        File.Exists(kit[SetAside]).ShouldBeFalse();
        File.Exists(kit["bodies/07/notes.txt"]).ShouldBeTrue();
        (await again.Content.OpenAsync(large.Entry.Message.Id, CancellationToken.None)).ShouldNotBeNull().Release();
    }

    [Fact]
    public async Task Links_are_not_followed_and_what_lies_behind_them_stays()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "links need a right there");
        using var kit = new SpoolKit();
        await (await kit.StartAsync()).CrashAsync();
        await LeaveOrphanAsync(kit);
        Directory.Move(kit["bodies/07"], kit.Folder["07"]);
        Directory.CreateSymbolicLink(kit["bodies/07"], kit.Folder["07"]);
        Directory.CreateSymbolicLink(kit["bodies/la"], ".");
        Directory.CreateSymbolicLink(kit["bodies/lb"], ".");
        Directory.CreateDirectory(kit["bodies/08"]);
        await File.WriteAllTextAsync(kit.Folder["08"], "another's");
        File.CreateSymbolicLink(kit["bodies/08/0000000000008"], kit.Folder["08"]);
        Directory.CreateDirectory(kit["bodies/backup/09"]);
        await File.WriteAllTextAsync(kit["bodies/backup/09/0000000000009"], "too deep");

        await using LocalSpool again = kit.Create();
        SpoolRecovery recovery = await again.StartAsync(CancellationToken.None);
        (recovery.Orphans, recovery.Corrupt).ShouldBe((0, 0));
        File.Exists(kit.Folder["07/0000000000007"]).ShouldBeTrue();
        File.Exists(kit["bodies/08/0000000000008"]).ShouldBeTrue();
        File.Exists(kit["bodies/backup/09/0000000000009"]).ShouldBeTrue();
    }

    [Fact]
    public async Task After_an_orderly_end_they_are_moved_to_the_corrupt_area()
    {
        using var kit = new SpoolKit();
        await (await kit.StartAsync()).DisposeAsync();
        await LeaveOrphanAsync(kit);

        await using LocalSpool again = kit.Create();
        SpoolRecovery recovery = await again.StartAsync(CancellationToken.None);
        (recovery.Orphans, recovery.Corrupt).ShouldBe((0, 1));
        File.Exists(kit[Orphan]).ShouldBeFalse();
        (await File.ReadAllTextAsync(kit[SetAside])).ShouldBe("nobody's");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Content_of_mail_that_an_older_copy_of_the_database_does_not_know_is_kept(bool crashed)
    {
        using var kit = new SpoolKit();
        LocalSpool spool = await kit.StartAsync();
        if (crashed)
            await spool.CrashAsync();
        else
            await spool.DisposeAsync();
        string[] files = Directory.GetFiles(kit[""], "spool.db*");
        foreach (string file in files)
            File.Copy(file, Path.Combine(kit.Folder.Path, Path.GetFileName(file)));
        LocalSpool second = await kit.StartAsync();
        ClaimedEntry large = await kit.QueueAsync(second, 200_000);
        await second.CrashAsync();
        foreach (string file in Directory.GetFiles(kit[""], "spool.db*"))
            File.Delete(file);
        foreach (string file in files)
            File.Copy(Path.Combine(kit.Folder.Path, Path.GetFileName(file)), file);

        await using LocalSpool third = kit.Create();
        (await third.StartAsync(CancellationToken.None)).Corrupt.ShouldBe(1);
        (await File.ReadAllBytesAsync(kit[$"corrupt/{large.Entry.Message.Id}/content.eml"]))
            .ShouldBe(SpoolKit.Content(large.Entry.Message.Id, 200_000));
    }

    [Fact]
    public async Task Content_of_mail_that_a_rebuilt_database_does_not_know_is_kept()
    {
        using var kit = new SpoolKit();
        LocalSpool spool = await kit.StartAsync();
        ClaimedEntry large = await kit.QueueAsync(spool, 200_000);
        await spool.CrashAsync();

        // As sqlite3's .recover makes it: tables and pragmas of the header, and no log.
        kit.Tamper("DELETE FROM entry; DELETE FROM message; PRAGMA journal_mode = DELETE");

        await using LocalSpool again = kit.Create();
        (await again.StartAsync(CancellationToken.None)).Corrupt.ShouldBe(1);
        File.Exists(kit[$"corrupt/{large.Entry.Message.Id}/content.eml"]).ShouldBeTrue();
    }

    [Fact]
    public async Task Content_of_mail_that_a_copy_of_the_database_without_its_log_does_not_know_is_kept()
    {
        using var kit = new SpoolKit();
        await (await kit.StartAsync()).CrashAsync();
        kit.Tamper("PRAGMA wal_checkpoint(TRUNCATE)");
        File.Delete(kit["spool.db-wal"]);
        await LeaveOrphanAsync(kit);

        await using LocalSpool again = kit.Create();
        SpoolRecovery recovery = await again.StartAsync(CancellationToken.None);
        (recovery.AfterCrash, recovery.Orphans, recovery.Corrupt).ShouldBe((true, 0, 1));
        (await File.ReadAllTextAsync(kit[SetAside])).ShouldBe("nobody's");
    }

    [Fact]
    public async Task A_start_without_the_database_is_refused_while_content_lies_there()
    {
        using var kit = new SpoolKit();
        LocalSpool spool = await kit.StartAsync();
        ClaimedEntry large = await kit.QueueAsync(spool, 200_000);
        await spool.DisposeAsync();
        File.Move(kit["spool.db"], kit.Folder["kept.db"]);

        IOException refusal = await Should.ThrowAsync<IOException>(kit.StartAsync);
        refusal.Message.ShouldContain("is missing");
        refusal.Message.ShouldContain("the content of 1 messages");
        File.Exists(kit["spool.db"]).ShouldBeFalse();

        File.Move(kit.Folder["kept.db"], kit["spool.db"]);
        await using LocalSpool again = await kit.StartAsync();
        (await again.Content.OpenAsync(large.Entry.Message.Id, CancellationToken.None)).ShouldNotBeNull().Release();
    }

    [Fact]
    public async Task One_that_cannot_be_cleared_away_does_not_stop_the_start()
    {
        using var kit = new SpoolKit();
        await (await kit.StartAsync()).DisposeAsync();
        await LeaveOrphanAsync(kit);
        await File.WriteAllTextAsync(kit["corrupt/0000000000007"], "in its way");

        await using LocalSpool again = kit.Create();
        (await again.StartAsync(CancellationToken.None)).Corrupt.ShouldBe(0);
        File.Exists(kit[Orphan]).ShouldBeTrue();
        await kit.QueueAsync(again);
    }

    private static async Task LeaveOrphanAsync(SpoolKit kit)
    {
        Directory.CreateDirectory(kit["bodies/07"]);
        await File.WriteAllTextAsync(kit[Orphan], "nobody's");
    }
}
