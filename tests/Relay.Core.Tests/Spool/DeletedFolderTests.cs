using Microsoft.Extensions.Time.Testing;
using Relay.Core.Spool;
using Relay.Sdk.Spool;
using Relay.Sdk.Testing;

namespace Relay.Core.Tests.Spool;

/// <summary>Somebody deletes or moves the spool's files while the relay runs: nothing is acknowledged that would go with the process.</summary>
public sealed class DeletedFolderTests
{
    [Theory]
    [InlineData("")]
    [InlineData("spool.db")]
    [InlineData("spool.db-wal")]
    [InlineData("bodies")]
    public async Task New_mail_is_refused_from_the_next_commit_on_and_the_log_says_why(string gone)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "files that are open cannot be deleted there");
        using var log = new CapturedLog();
        using var kit = new SpoolKit();
        await using LocalSpool spool = kit.Create(log);
        await spool.StartAsync(CancellationToken.None);
        await kit.QueueAsync(spool);
        NewMessage begun = await kit.NewAsync(spool);
        kit.Delete(gone);

        await Should.ThrowAsync<IOException>(async () => await spool.Queue.CommitAsync(new SpoolChange { Messages = [begun] },
            CancellationToken.None));
        spool.Content.HasRoom.ShouldBeFalse();
        await Should.ThrowAsync<SpoolFullException>(async () => await spool.Content.BeginAsync(new(1), false, CancellationToken.None));
        log.Lines.ShouldContain(static line => line.StartsWith("Critical", StringComparison.Ordinal)
            && line.Contains("was deleted or moved away while the relay runs", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("")]
    [InlineData("spool.db")]
    [InlineData("spool.db-wal")]
    [InlineData("bodies")]
    public async Task A_busy_spool_that_found_all_in_place_a_moment_ago_notices_it_at_the_next_commit(string gone)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "files that are open cannot be deleted there");
        var time = new FakeTimeProvider();
        using var kit = new SpoolKit { Time = time };
        await using LocalSpool spool = await kit.StartAsync();
        foreach (double seconds in (double[])[0, 4, 0.5])
        {
            time.Advance(TimeSpan.FromSeconds(seconds));
            await kit.QueueAsync(spool);
        }

        NewMessage begun = await kit.NewAsync(spool);
        kit.Delete(gone);
        await Should.ThrowAsync<IOException>(async () => await spool.Queue.CommitAsync(new SpoolChange { Messages = [begun] },
            CancellationToken.None));
    }

    [Fact]
    public async Task Large_mail_is_refused_when_the_volume_of_the_content_files_goes_away_while_it_arrives()
    {
        using var kit = new SpoolKit();
        await using LocalSpool spool = await kit.StartAsync();
        NewMessage begun = await kit.NewAsync(spool, 300_000);
        File.Delete(kit["bodies/.spool"]);
        await Should.ThrowAsync<IOException>(async () => await spool.Queue.CommitAsync(new SpoolChange { Messages = [begun] },
            CancellationToken.None));
    }

    [Fact]
    public async Task A_log_that_another_file_has_replaced_is_as_good_as_gone_until_the_very_same_file_is_back()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "other systems do not tell files apart");
        using var kit = new SpoolKit();
        await using LocalSpool spool = await kit.StartAsync();
        await kit.QueueAsync(spool);
        NewMessage begun = await kit.NewAsync(spool);
        File.Move(kit["spool.db-wal"], kit.Folder["own"]);
        File.Copy(kit.Folder["own"], kit["spool.db-wal"]);

        await Should.ThrowAsync<IOException>(async () => await spool.Queue.CommitAsync(new SpoolChange { Messages = [begun] },
            CancellationToken.None));
        spool.Content.HasRoom.ShouldBeFalse();

        File.Move(kit.Folder["own"], kit["spool.db-wal"], overwrite: true);
        await SpoolKit.RemoveAsync(spool, (await SpoolKit.ListAsync(spool))[0]);
        spool.Content.HasRoom.ShouldBeTrue();
        await kit.QueueAsync(spool);
    }

    [Fact]
    public async Task A_copy_of_the_content_folder_is_as_good_as_the_folder()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "files that are open cannot be moved there");
        using var kit = new SpoolKit();
        await using LocalSpool spool = await kit.StartAsync();
        Directory.Move(kit["bodies"], kit.Folder["away"]);
        Directory.CreateDirectory(kit["bodies"]);
        File.Copy(kit.Folder["away/.spool"], kit["bodies/.spool"]);

        await kit.QueueAsync(spool);
        spool.Content.HasRoom.ShouldBeTrue();
    }

    [Fact]
    public async Task A_folder_among_the_content_files_is_made_again_when_it_was_removed()
    {
        using var kit = new SpoolKit();
        await using LocalSpool spool = await kit.StartAsync();
        ClaimedEntry first = await kit.QueueAsync(spool, 300_000);
        Directory.Delete(kit[$"bodies/{(byte)first.Entry.Message.Id.Value:x2}"], recursive: true);

        kit.SkipIds(255);
        ClaimedEntry second = await kit.QueueAsync(spool, 300_000);
        ((byte)second.Entry.Message.Id.Value).ShouldBe((byte)first.Entry.Message.Id.Value);
        (await spool.Content.OpenAsync(second.Entry.Message.Id, CancellationToken.None)).ShouldNotBeNull().Release();
    }

    [Fact]
    public async Task The_folder_of_all_content_files_is_not_made_again()
    {
        using var kit = new SpoolKit();
        await using LocalSpool spool = await kit.StartAsync();
        Directory.Delete(kit["bodies"], recursive: true);

        await Should.ThrowAsync<IOException>(async () => await kit.QueueAsync(spool, 300_000));
        Directory.Exists(kit["bodies"]).ShouldBeFalse();
    }

    [Fact]
    public async Task An_idle_spool_notices_it_too_and_takes_mail_again_when_the_folder_is_back()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "files that are open cannot be moved there");
        using var kit = new SpoolKit { Limits = new SpoolLimits { IdleAfter = TimeSpan.FromMilliseconds(1) } };
        await using LocalSpool spool = await kit.StartAsync();
        await kit.QueueAsync(spool);

        Directory.Move(kit[""], kit.Folder["elsewhere"]);
        await SpoolKit.UntilAsync(() => !spool.Content.HasRoom);
        Directory.Move(kit.Folder["elsewhere"], kit[""]);
        await SpoolKit.UntilAsync(() => spool.Content.HasRoom);

        await kit.QueueAsync(spool);
        await spool.CrashAsync();
        await using LocalSpool again = await kit.StartAsync();
        (await SpoolKit.ListAsync(again)).Count.ShouldBe(2);
    }
}
