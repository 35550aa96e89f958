using Relay.Core.Spool;
using Relay.Sdk.Spool;

namespace Relay.Core.Tests.Spool;

public sealed class LocalSpoolReaderTests
{
    [Fact]
    public async Task A_running_spool_can_be_listed_and_its_content_read_from_beside()
    {
        using var kit = new SpoolKit();
        await using LocalSpool spool = await kit.StartAsync();
        ClaimedEntry small = await kit.QueueAsync(spool, 500, claim: true);
        ClaimedEntry large = await kit.QueueAsync(spool, 300_000);

        using LocalSpoolReader reader = LocalSpoolReader.Open(kit[""]);
        (await SpoolKit.ListAsync(reader.ListAsync(new QueueFilter(), CancellationToken.None))).Count.ShouldBe(2);
        foreach (ClaimedEntry entry in new[] { small, large })
        {
            byte[] read = await SpoolKit.ReadAsync(reader.OpenContent(entry.Entry.Message.Id)!);
            read.ShouldBe(SpoolKit.Content(entry.Entry.Message.Id, (int)entry.Entry.Message.LengthOctets));
        }

        await SpoolKit.RemoveAsync(spool, small.Entry);
        reader.OpenContent(small.Entry.Message.Id).ShouldBeNull();
        (await SpoolKit.ListAsync(reader.ListAsync(new QueueFilter(), CancellationToken.None)))
            .ShouldHaveSingleItem().Message.Id.ShouldBe(large.Entry.Message.Id);
    }

    [Fact]
    public async Task A_closed_spool_is_read_without_leaving_files_beside_it()
    {
        using var kit = new SpoolKit();
        LocalSpool spool = await kit.StartAsync();
        await kit.QueueAsync(spool);
        await spool.DisposeAsync();
        string[] before = Directory.GetFileSystemEntries(kit[""]);

        using (LocalSpoolReader reader = LocalSpoolReader.Open(kit[""]))
            (await SpoolKit.ListAsync(reader.ListAsync(new QueueFilter(), CancellationToken.None))).Count.ShouldBe(1);
        Directory.GetFileSystemEntries(kit[""]).ShouldBe(before, ignoreOrder: true);
    }

    [Fact]
    public async Task The_spool_of_a_crashed_relay_is_read_as_it_was()
    {
        using var kit = new SpoolKit();
        LocalSpool spool = await kit.StartAsync();
        await kit.QueueAsync(spool);
        await spool.CrashAsync();
        using LocalSpoolReader reader = LocalSpoolReader.Open(kit[""]);
        (await SpoolKit.ListAsync(reader.ListAsync(new QueueFilter(), CancellationToken.None))).Count.ShouldBe(1);
    }

    [Fact]
    public void A_folder_without_a_spool_is_said_to_have_none()
    {
        using var folder = new TemporaryFolder();
        Should.Throw<IOException>(() => LocalSpoolReader.Open(folder.Path)).Message.ShouldContain("there is no spool");
    }
}
