using System.IO.Compression;
using System.Text;
using Relay.Core.Spool;
using Relay.Sdk.Mail;
using Relay.Sdk.Replies;
using Relay.Sdk.Spool;
using Relay.TestKit.Plugins;

namespace Relay.Core.Tests.Spool;

/// <summary>A spool that a relay with version 1 of the database has left: two deferred messages, one of them in a file, a notice, and a
/// subscriber.</summary>
public sealed class EarlierVersionTests
{
    [Fact]
    public async Task A_spool_of_version_1_opens_with_all_its_mail_and_goes_on()
    {
        using var kit = new SpoolKit();
        Unpack(kit);
        LocalSpool spool = kit.Create();
        SpoolRecovery recovery = await spool.StartAsync(CancellationToken.None);

        (recovery.Messages, recovery.AfterCrash, recovery.Missing, recovery.Corrupt).ShouldBe((2, false, 0, 0));
        List<QueueEntry> entries = await SpoolKit.ListAsync(spool);
        entries.SelectMany(static entry => entry.Recipients).Select(static recipient => recipient.Mailbox.ToString())
            .ShouldBe(["bob@dest.example", "carol@dest.example", "dave@other.example"]);
        entries.ShouldAllBe(static entry => entry.Attempts == 1 && entry.FirstFailureAt != null && entry.Facts == "" && entry.Message.Facts == "");
        entries[0].Recipients[0].LastReply.ShouldBe(new SmtpReply(450, "4.2.1", "mailbox busy, later"));
        entries[0].Recipients[0].Notify.ShouldBe(DsnNotify.Success | DsnNotify.Failure);
        entries[0].Message.EnvelopeId.ShouldBe("old+1");
        (await ReadAsync(spool, entries[0])).ShouldEndWith("Subject: small\r\n\r\nHello.\r\n");
        (await ReadAsync(spool, entries[1])).Length.ShouldBe(4254);

        (await spool.Outbox.ReadAsync(5, 10, CancellationToken.None)).ShouldHaveSingleItem().Notice.EventId.ShouldBe("e6");
        (await spool.Outbox.LoadPositionsAsync("relay", CancellationToken.None)).ShouldHaveSingleItem()
            .ShouldBe(KeyValuePair.Create("trial/hears", 5L));

        ClaimedEntry claimed = (await spool.Queue.ClaimAsync(entries[0].EntryId, CancellationToken.None)).ShouldNotBeNull();
        QueueEntry next = claimed.Entry with { Facts = "new", Attempts = 2 };
        await spool.Queue.CommitAsync(new SpoolChange { Updates = [new EntryUpdate(claimed.Entry, next)] }, CancellationToken.None);
        await SpoolKit.RemoveAsync(spool, entries[1]);
        await spool.DisposeAsync();

        await using LocalSpool again = await kit.StartAsync();
        QueueEntry left = (await SpoolKit.ListAsync(again)).ShouldHaveSingleItem();
        (left.Facts, left.Attempts, left.Recipients[0].LastReply!.Code).ShouldBe(("new", 2, 450));
        Directory.GetFiles(kit["bodies"], "0*", SearchOption.AllDirectories).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_command_reads_a_spool_of_version_1_and_leaves_it_as_it_is()
    {
        using var kit = new SpoolKit();
        Unpack(kit);
        byte[] before = await File.ReadAllBytesAsync(kit["spool.db"]);
        using (var reader = LocalSpoolReader.Open(kit[""]))
        {
            List<QueueEntry> entries = await SpoolKit.ListAsync(reader.ListAsync(new QueueFilter(), CancellationToken.None));
            entries.Count.ShouldBe(2);
            (await SpoolKit.ReadAsync(reader.OpenContent(entries[1].Message.Id)!)).Length.ShouldBe(4254);
        }

        (await File.ReadAllBytesAsync(kit["spool.db"])).ShouldBe(before);
    }

    private static void Unpack(SpoolKit kit) =>
        ZipFile.ExtractToDirectory(BuiltPlugin.RepositoryFile("tests/Relay.Core.Tests/Spool/Files/version-1.zip"), kit[""]);

    private static async Task<string> ReadAsync(LocalSpool spool, QueueEntry entry) =>
        Encoding.ASCII.GetString(await SpoolKit.ReadAsync((await spool.Content.OpenAsync(entry.Message.Id, CancellationToken.None))!));
}
