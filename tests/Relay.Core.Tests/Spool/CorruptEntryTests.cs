using Relay.Core.Spool;
using Relay.Sdk.Spool;
using Relay.TestKit.Spool;

namespace Relay.Core.Tests.Spool;

public sealed class CorruptEntryTests
{
    public static TheoryData<string> Damages =>
    [
        "UPDATE entry SET record = x'00' WHERE destination = 'bad.example'",
        "UPDATE entry SET record = x'' WHERE destination = 'bad.example'",
        "UPDATE entry SET due = -5 WHERE destination = 'bad.example'",
        "UPDATE message SET record = zeroblob(40) WHERE id = (SELECT message_id FROM entry WHERE destination = 'bad.example')",
        "DELETE FROM message WHERE id = (SELECT message_id FROM entry WHERE destination = 'bad.example')",
    ];

    [Theory]
    [MemberData(nameof(Damages))]
    public async Task An_entry_that_cannot_be_read_is_moved_away_and_mail_around_it_goes_on(string damage)
    {
        using var kit = new SpoolKit();
        LocalSpool spool = await kit.StartAsync();
        await kit.QueueAsync(spool, destination: "good.example");
        ClaimedEntry bad = await kit.QueueAsync(spool, destination: "bad.example");
        await kit.QueueAsync(spool, destination: "good.example");
        await spool.DisposeAsync();
        kit.Tamper(damage);

        await using LocalSpool again = await kit.StartAsync();
        (await again.Queue.NextDueAsync("bad.example", CancellationToken.None)).ShouldNotBeNull("it is not known yet that it cannot be read");
        await foreach (DestinationBacklog destination in again.Queue.ListDestinationsAsync(CancellationToken.None))
            destination.Destination.ShouldEndWith(".example");
        (await again.Queue.ClaimDueAsync("bad.example", SpoolKit.Noon, 10, CancellationToken.None)).ShouldBeEmpty();
        (await again.Queue.ClaimDueAsync("good.example", SpoolKit.Noon, 10, CancellationToken.None)).Count.ShouldBe(2);
        (await again.Queue.ClaimAsync(bad.Entry.EntryId, CancellationToken.None)).ShouldBeNull();
        (await again.Content.OpenAsync(bad.Entry.Message.Id, CancellationToken.None)).ShouldBeNull();
        Directory.GetFiles(kit[$"corrupt/{bad.Entry.Message.Id}"]).ShouldNotBeEmpty();
        (await SpoolKit.ListAsync(again)).Count.ShouldBe(2);
    }

    [Theory]
    [MemberData(nameof(Damages))]
    public async Task An_entry_that_a_listing_cannot_read_is_moved_away_whenever_it_is_due_and_one_that_is_being_sent_is_not(string damage)
    {
        using var kit = new SpoolKit();
        LocalSpool spool = await kit.StartAsync();
        await kit.QueueAsync(spool, destination: "good.example");
        ClaimedEntry bad = await kit.QueueAsync(spool, destination: "bad.example");
        await spool.DisposeAsync();
        kit.Tamper("UPDATE entry SET due = due + 36000000000");
        await using LocalSpool again = await kit.StartAsync();
        ClaimedEntry held = (await again.Queue.ClaimAsync(bad.Entry.EntryId, CancellationToken.None))!;
        kit.Tamper(damage);

        (await SpoolKit.ListAsync(again)).ShouldHaveSingleItem().Destination.ShouldBe("good.example");
        Directory.GetDirectories(kit["corrupt"]).ShouldBeEmpty("its holder may still end it");
        await again.Queue.ReleaseAsync([held], CancellationToken.None);
        (await SpoolKit.ListAsync(again)).ShouldHaveSingleItem().Destination.ShouldBe("good.example");
        Directory.GetFiles(kit[$"corrupt/{bad.Entry.Message.Id}"]).ShouldNotBeEmpty();
        (await again.Queue.NextDueAsync("bad.example", CancellationToken.None)).ShouldBeNull();
    }

    [Fact]
    public async Task Content_that_found_no_room_in_the_corrupt_area_is_whole_there_when_there_is_room()
    {
        Assert.SkipWhen(SmallFileSystem.Missing is not null, SmallFileSystem.Missing ?? "");
        await using SmallFileSystem mount = await SmallFileSystem.MountAsync(octets: 16 * 1024 * 1024);
        using var kit = new SpoolKit { Path = Path.Combine(mount.Path, "spool") };
        LocalSpool spool = await kit.StartAsync();
        ClaimedEntry entry = await kit.QueueAsync(spool, 3_000_000);
        await spool.DisposeAsync();
        kit.Tamper("UPDATE entry SET record = x'ffff'");
        LocalSpool again = await kit.StartAsync();
        await mount.FillAsync(left: 1_000_000);
        (await again.Queue.ClaimDueAsync("dest.example", SpoolKit.Noon, 10, CancellationToken.None)).ShouldBeEmpty();
        mount.Clear();
        await again.DisposeAsync();

        await using LocalSpool third = await kit.StartAsync();
        (await third.Queue.ClaimDueAsync("dest.example", SpoolKit.Noon, 10, CancellationToken.None)).ShouldBeEmpty();
        string saved = Directory.GetFiles(kit[$"corrupt/{entry.Entry.Message.Id}"], "content.*").ShouldHaveSingleItem();
        (await File.ReadAllBytesAsync(saved)).ShouldBe(SpoolKit.Content(entry.Entry.Message.Id, 3_000_000));
    }

    [Fact]
    public async Task What_can_be_saved_of_an_unreadable_entry_is_its_content()
    {
        using var kit = new SpoolKit();
        LocalSpool spool = await kit.StartAsync();
        ClaimedEntry small = await kit.QueueAsync(spool, 3000);
        ClaimedEntry large = await kit.QueueAsync(spool, 300_000);
        await spool.DisposeAsync();
        kit.Tamper("UPDATE entry SET record = x'ffff'");

        LocalSpool again = await kit.StartAsync();
        (await again.Queue.ClaimDueAsync("dest.example", SpoolKit.Noon, 10, CancellationToken.None)).ShouldBeEmpty();
        foreach (ClaimedEntry entry in new[] { small, large })
        {
            byte[] saved = await File.ReadAllBytesAsync(kit[$"corrupt/{entry.Entry.Message.Id}/content.eml"]);
            saved.ShouldBe(SpoolKit.Content(entry.Entry.Message.Id, (int)entry.Entry.Message.LengthOctets));
        }

        await again.DisposeAsync();
        await using LocalSpool third = kit.Create();
        SpoolRecovery recovery = await third.StartAsync(CancellationToken.None);
        recovery.Messages.ShouldBe(0);
        Directory.GetFiles(kit["bodies"], "0*", SearchOption.AllDirectories).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_message_whose_content_file_is_missing_or_short_is_moved_away_when_it_is_opened(bool missing)
    {
        using var kit = new SpoolKit();
        await using LocalSpool spool = await kit.StartAsync();
        ClaimedEntry entry = await kit.QueueAsync(spool, 300_000, claim: false);
        string file = Directory.GetFiles(kit["bodies"], "0*", SearchOption.AllDirectories).ShouldHaveSingleItem();
        if (missing)
            File.Delete(file);
        else
            await File.WriteAllTextAsync(file, "short");

        ClaimedEntry claimed = (await spool.Queue.ClaimDueAsync("dest.example", SpoolKit.Noon, 1, CancellationToken.None)).ShouldHaveSingleItem();
        await Should.ThrowAsync<IOException>(async () => await spool.Content.OpenAsync(entry.Entry.Message.Id, CancellationToken.None));
        (await SpoolKit.ListAsync(spool)).ShouldBeEmpty();
        await SpoolKit.RemoveAsync(spool, claimed.Entry);
        (await spool.Content.OpenAsync(entry.Entry.Message.Id, CancellationToken.None)).ShouldBeNull();
    }

    [Fact]
    public async Task A_notice_that_cannot_be_read_does_not_stop_those_after_it()
    {
        using var kit = new SpoolKit();
        LocalSpool spool = await kit.StartAsync();
        for (int i = 1; i <= 3; i++)
        {
            var notice = new Relay.Sdk.Events.MessageCompleted { EventId = $"e{i}", At = SpoolKit.Noon, MessageId = new(i) };
            await spool.Queue.CommitAsync(new SpoolChange { Notices = [notice] }, CancellationToken.None);
        }

        await spool.DisposeAsync();
        kit.Tamper("UPDATE outbox SET json = '{\"event\":\"of:tomorrow\"}' WHERE position = 2");
        await using LocalSpool again = await kit.StartAsync();
        IReadOnlyList<OutboxNotice> notices = await again.Outbox.ReadAsync(0, 10, CancellationToken.None);
        notices.Select(notice => notice.Notice.EventId).ShouldBe(["e1", "e3"]);
    }
}
