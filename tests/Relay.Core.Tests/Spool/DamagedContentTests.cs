using System.Net.Sockets;
using System.Runtime.InteropServices;
using Relay.Core.Spool;
using Relay.Sdk.Spool;

namespace Relay.Core.Tests.Spool;

/// <summary>Content that the disk has altered is set aside and never handed out.</summary>
public sealed class DamagedContentTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(150_000)]
    [InlineData(299_999)]
    public async Task A_content_file_with_one_octet_altered_is_set_aside(int position)
    {
        using var kit = new SpoolKit();
        await using LocalSpool spool = await kit.StartAsync();
        ClaimedEntry good = await kit.QueueAsync(spool, 300_000);
        ClaimedEntry bad = await kit.QueueAsync(spool, 300_000);
        Alter(kit, bad, position);

        await Should.ThrowAsync<IOException>(async () => await spool.Content.OpenAsync(bad.Entry.Message.Id, CancellationToken.None));
        (await SpoolKit.ListAsync(spool)).ShouldHaveSingleItem().EntryId.ShouldBe(good.Entry.EntryId);
        new FileInfo(kit[$"corrupt/{bad.Entry.Message.Id}/content.eml"]).Length.ShouldBe(300_000);
        (await SpoolKit.ReadAsync((await spool.Content.OpenAsync(good.Entry.Message.Id, CancellationToken.None))!))
            .ShouldBe(SpoolKit.Content(good.Entry.Message.Id, 300_000));
    }

    [Fact]
    public async Task Content_in_the_database_with_one_octet_altered_is_set_aside()
    {
        using var kit = new SpoolKit();
        LocalSpool spool = await kit.StartAsync();
        ClaimedEntry bad = await kit.QueueAsync(spool, 300);
        await spool.DisposeAsync();
        kit.Tamper("UPDATE message SET body = CAST(zeroblob(1) || substr(body, 2) AS BLOB)");

        await using LocalSpool again = await kit.StartAsync();
        await Should.ThrowAsync<IOException>(async () => await again.Content.OpenAsync(bad.Entry.Message.Id, CancellationToken.None));
        (await SpoolKit.ListAsync(again)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_command_does_not_show_altered_content_and_leaves_it_where_it_is()
    {
        using var kit = new SpoolKit();
        LocalSpool spool = await kit.StartAsync();
        ClaimedEntry bad = await kit.QueueAsync(spool, 300_000);
        await spool.DisposeAsync();
        Alter(kit, bad, 7);

        using var reader = LocalSpoolReader.Open(kit[""]);
        Should.Throw<IOException>(() => reader.OpenContent(bad.Entry.Message.Id));
        (await SpoolKit.ListAsync(reader.ListAsync(new QueueFilter(), CancellationToken.None))).Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("pipe")]
    [InlineData("socket")]
    [InlineData("device")]
    [InlineData("folder")]
    public async Task What_is_no_regular_file_in_the_place_of_content_makes_nobody_wait_and_is_set_aside(string what)
    {
        using var kit = new SpoolKit();
        await using LocalSpool spool = await kit.StartAsync();
        ClaimedEntry good = await kit.QueueAsync(spool, 300_000);
        ClaimedEntry bad = await kit.QueueAsync(spool, 300_000);
        string path = PathOf(kit, bad);
        File.Delete(path);
        using Socket? socket = Make(what, path);

        Task opening = spool.Content.OpenAsync(bad.Entry.Message.Id, CancellationToken.None).AsTask();

        (await Should.ThrowAsync<IOException>(opening.WaitAsync(TimeSpan.FromMinutes(1)))).Message.ShouldContain("is no regular file");
        (await SpoolKit.ListAsync(spool)).ShouldHaveSingleItem().EntryId.ShouldBe(good.Entry.EntryId);
        File.Exists(kit[$"corrupt/{bad.Entry.Message.Id}/message.record"]).ShouldBeTrue();
        File.Exists(kit[$"corrupt/{bad.Entry.Message.Id}/content.eml"]).ShouldBeFalse();

        // All threads of the disk are free.
        for (int i = 0; i < 8; i++)
            await kit.QueueAsync(spool, 300_000);
    }

    private static Socket? Make(string what, string path)
    {
        switch (what)
        {
            case "pipe":
                MakePipe(path, Convert.ToUInt32("600", 8)).ShouldBe(0);
                return null;
            case "device":
                File.CreateSymbolicLink(path, "/dev/zero");
                return null;
            case "folder":
                Directory.CreateDirectory(path);
                return null;
            default:
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                socket.Bind(new UnixDomainSocketEndPoint(path));
                return socket;
        }
    }

    [DllImport("libc", EntryPoint = "mkfifo", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int MakePipe(string path, uint mode);

    private static string PathOf(SpoolKit kit, ClaimedEntry entry) =>
        Directory.GetFiles(kit["bodies"], entry.Entry.Message.Id.ToString(), SearchOption.AllDirectories).ShouldHaveSingleItem();

    private static void Alter(SpoolKit kit, ClaimedEntry entry, int position)
    {
        string path = PathOf(kit, entry);
        using FileStream file = File.Open(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        file.Position = position;
        int octet = file.ReadByte();
        file.Position = position;
        file.WriteByte((byte)(octet ^ 1));
    }
}
