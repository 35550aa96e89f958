using Microsoft.Extensions.Time.Testing;
using Relay.Core.Spool;
using Relay.Sdk.Spool;
using Relay.Sdk.Testing;

namespace Relay.Core.Tests.Spool;

/// <summary>Somebody deletes the lock while the relay runs, so that a second relay can start: new mail is refused, and outcomes are still
/// stored.</summary>
public sealed class DeletedLockTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_second_later_new_mail_is_refused_and_outcomes_are_stored(bool isReplaced)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "other systems do not tell files apart");
        var time = new FakeTimeProvider();
        using var log = new CapturedLog();
        using var kit = new SpoolKit { Time = time };
        await using LocalSpool spool = kit.Create(log);
        await spool.StartAsync(CancellationToken.None);
        ClaimedEntry queued = await kit.QueueAsync(spool);
        NewMessage begun = await kit.NewAsync(spool);
        File.Move(kit["lock"], kit.Folder["own"]);
        if (isReplaced)
            await File.WriteAllTextAsync(kit["lock"], "");

        time.Advance(Second);
        await Should.ThrowAsync<IOException>(async () => await spool.Queue.CommitAsync(new SpoolChange { Messages = [begun] },
            CancellationToken.None));
        spool.Content.HasRoom.ShouldBeFalse();
        await SpoolKit.RemoveAsync(spool, queued.Entry);
        (await SpoolKit.ListAsync(spool)).ShouldBeEmpty();
        log.Lines.ShouldContain(static line => line.StartsWith("Critical", StringComparison.Ordinal)
            && line.Contains("a second relay may be sending the same queue", StringComparison.Ordinal));

        File.Move(kit.Folder["own"], kit["lock"], overwrite: true);
        time.Advance(Second);
        var notice = new Relay.Sdk.Events.MessageCompleted { EventId = "e1", At = SpoolKit.Noon, MessageId = new(1) };
        await spool.Queue.CommitAsync(new SpoolChange { Notices = [notice] }, CancellationToken.None);
        spool.Content.HasRoom.ShouldBeTrue();
        await kit.QueueAsync(spool);
    }

    [Fact]
    public async Task It_is_not_looked_for_at_each_transaction()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "files that are open cannot be moved there");
        var time = new FakeTimeProvider();
        using var kit = new SpoolKit { Time = time, Limits = new SpoolLimits { IdleAfter = TimeSpan.FromHours(1) } };
        await using LocalSpool spool = await kit.StartAsync();
        File.Move(kit["lock"], kit.Folder["own"]);
        time.Advance(Second / 2);

        await kit.QueueAsync(spool);
        spool.Content.HasRoom.ShouldBeTrue();
    }
}
