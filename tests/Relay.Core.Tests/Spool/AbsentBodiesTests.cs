using Relay.Core.Spool;
using Relay.Sdk.Spool;

namespace Relay.Core.Tests.Spool;

/// <summary>The folder of content files is gone, empty or another spool's, as when its volume is not mounted: no mail is given up for that.</summary>
public sealed class AbsentBodiesTests
{
    private const int Large = 300_000;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Mail_whose_folder_is_exchanged_while_the_relay_runs_stays_in_the_queue_and_is_read_when_the_folder_is_back(bool isEmptyOne)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "files that are open cannot be moved there");
        using var kit = new SpoolKit();
        await using LocalSpool spool = await kit.StartAsync();
        ClaimedEntry large = await kit.QueueAsync(spool, Large);
        Directory.Move(kit["bodies"], kit.Folder["away"]);
        if (isEmptyOne)
            Directory.CreateDirectory(kit["bodies"]);

        IOException fault = await Should.ThrowAsync<IOException>(async () => await spool.Content.OpenAsync(large.Entry.Message.Id,
            CancellationToken.None));
        fault.Message.ShouldContain("the folder may come back");
        await Should.ThrowAsync<IOException>(async () => await kit.QueueAsync(spool));
        spool.Content.HasRoom.ShouldBeFalse();
        (await SpoolKit.ListAsync(spool)).Count.ShouldBe(1);
        Directory.GetDirectories(kit["corrupt"]).ShouldBeEmpty();

        if (isEmptyOne)
            Directory.Delete(kit["bodies"]);
        Directory.Move(kit.Folder["away"], kit["bodies"]);
        (await spool.Content.OpenAsync(large.Entry.Message.Id, CancellationToken.None)).ShouldNotBeNull().Release();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_start_with_an_empty_folder_or_none_is_refused_and_says_what_to_do(bool isEmptyOne)
    {
        using var kit = new SpoolKit();
        LocalSpool spool = await kit.StartAsync();
        ClaimedEntry large = await kit.QueueAsync(spool, Large);
        await spool.DisposeAsync();
        Directory.Move(kit["bodies"], kit.Folder["away"]);
        if (isEmptyOne)
            Directory.CreateDirectory(kit["bodies"]);

        IOException refusal = await Should.ThrowAsync<IOException>(kit.StartAsync);
        refusal.Message.ShouldContain($"'{kit["bodies"]}' is not the one that belongs to the queue");
        refusal.Message.ShouldContain("1 queued messages have their content in that folder");
        refusal.Message.ShouldContain("Put the folder back");

        Directory.Delete(kit["bodies"]);
        Directory.Move(kit.Folder["away"], kit["bodies"]);
        await using LocalSpool again = await kit.StartAsync();
        (await again.Content.OpenAsync(large.Entry.Message.Id, CancellationToken.None)).ShouldNotBeNull().Release();
    }

    [Fact]
    public async Task A_folder_that_is_lost_for_good_is_given_up_by_its_marker()
    {
        using var kit = new SpoolKit();
        LocalSpool spool = await kit.StartAsync();
        ClaimedEntry large = await kit.QueueAsync(spool, Large);
        await spool.DisposeAsync();
        string marker = await File.ReadAllTextAsync(kit["bodies/.spool"]);
        Directory.Delete(kit["bodies"], recursive: true);
        (await Should.ThrowAsync<IOException>(kit.StartAsync)).Message.ShouldContain($"write {marker.Trim()} into '{kit["bodies/.spool"]}'");

        await File.WriteAllTextAsync(kit["bodies/.spool"], marker);
        await using LocalSpool again = await kit.StartAsync();
        await Should.ThrowAsync<IOException>(async () => await again.Content.OpenAsync(large.Entry.Message.Id, CancellationToken.None));
        (await SpoolKit.ListAsync(again)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_start_with_the_folder_of_another_spool_is_refused()
    {
        using var kit = new SpoolKit();
        using var other = new SpoolKit();
        await (await kit.StartAsync()).DisposeAsync();
        await (await other.StartAsync()).DisposeAsync();
        File.Copy(other["bodies/.spool"], kit["bodies/.spool"], overwrite: true);

        (await Should.ThrowAsync<IOException>(kit.StartAsync)).Message.ShouldContain("names another queue");
    }

    [Fact]
    public async Task While_no_message_has_a_content_file_the_folder_is_made_anew()
    {
        using var kit = new SpoolKit();
        LocalSpool spool = await kit.StartAsync();
        await kit.QueueAsync(spool);
        await spool.DisposeAsync();
        string marker = await File.ReadAllTextAsync(kit["bodies/.spool"]);
        Directory.Delete(kit["bodies"], recursive: true);

        await (await kit.StartAsync()).DisposeAsync();
        (await File.ReadAllTextAsync(kit["bodies/.spool"])).ShouldBe(marker);
    }

    [Fact]
    public async Task A_spool_from_before_gets_a_marker_at_its_first_start_and_a_marker_that_the_database_does_not_know_is_taken_over()
    {
        using var kit = new SpoolKit();
        LocalSpool spool = await kit.StartAsync();
        await kit.QueueAsync(spool, Large);
        await spool.DisposeAsync();
        kit.Tamper("DELETE FROM meta WHERE name = 'bodies'");
        File.Delete(kit["bodies/.spool"]);

        await (await kit.StartAsync()).DisposeAsync();
        string marker = await File.ReadAllTextAsync(kit["bodies/.spool"]);
        kit.Tamper("DELETE FROM meta WHERE name = 'bodies'");
        await (await kit.StartAsync()).DisposeAsync();
        (await File.ReadAllTextAsync(kit["bodies/.spool"])).ShouldBe(marker);
        File.Delete(kit["bodies/.spool"]);
        await Should.ThrowAsync<IOException>(kit.StartAsync);
    }
}
