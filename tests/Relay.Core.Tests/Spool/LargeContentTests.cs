using System.Security.Cryptography;
using Relay.Core.Spool;
using Relay.Sdk.Mail;
using Relay.Sdk.Spool;

namespace Relay.Core.Tests.Spool;

public sealed class LargeContentTests
{
    private const int Stretch = 64 * 1024;
    private const int Stretches = 400; // 25 MiB: past several syncs of what has arrived so far

    [Fact]
    public async Task A_large_message_flows_to_the_disk_and_back_in_bounded_memory()
    {
        using var kit = new SpoolKit();
        await using LocalSpool spool = await kit.StartAsync();
        NewMessage small = await kit.NewAsync(spool);
        await small.Draft.DisposeAsync();
        ISpoolDraft draft = await spool.Content.BeginAsync(small.Message.Id, false, CancellationToken.None);
        using var sent = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] octets = SpoolKit.Content(new MessageId(1), Stretch);
        long allocated = 0;
        for (int i = 0; i < Stretches; i++)
        {
            octets[0] = (byte)i;
            sent.AppendData(octets);

            // Counted up to the await: what follows may run on another thread.
            long before = GC.GetAllocatedBytesForCurrentThread();
            octets.CopyTo(draft.GetMemory(Stretch));
            draft.Advance(Stretch);
            ValueTask flushed = draft.FlushAsync(CancellationToken.None);
            allocated += GC.GetAllocatedBytesForCurrentThread() - before;
            await flushed;
        }

        allocated.ShouldBeLessThan(4 * 1024 * 1024);
        QueuedMessage message = small.Message with { LengthOctets = draft.LengthOctets };
        var change = new SpoolChange { Messages = [new NewMessage(message, draft, [small.Entries[0] with { Message = message }], Claim: false)] };
        await spool.Queue.CommitAsync(change, CancellationToken.None);
        SpooledContent content = (await spool.Content.OpenAsync(message.Id, CancellationToken.None))!;
        content.LengthOctets.ShouldBe((long)Stretch * Stretches);
        content.Memory.ShouldBeNull();
        await using Stream stream = await content.OpenReadAsync(CancellationToken.None);
        (await SHA256.HashDataAsync(stream)).ShouldBe(sent.GetHashAndReset());
        content.Release();
    }

    [Fact]
    public async Task A_content_stream_seeks_like_a_file_and_ends_where_the_content_ends()
    {
        using var kit = new SpoolKit();
        await using LocalSpool spool = await kit.StartAsync();
        ClaimedEntry entry = await kit.QueueAsync(spool, 300_000, claim: true);
        byte[] expected = SpoolKit.Content(entry.Entry.Message.Id, 300_000);
        await using Stream stream = await entry.Content!.OpenReadAsync(CancellationToken.None);
        byte[] buffer = new byte[1000];
        stream.Seek(-500, SeekOrigin.End).ShouldBe(299_500);
        (await stream.ReadAsync(buffer)).ShouldBe(500);
        buffer.AsSpan(0, 500).SequenceEqual(expected.AsSpan(299_500)).ShouldBeTrue();
        (await stream.ReadAsync(buffer)).ShouldBe(0);
        stream.Position = 7;
        stream.ReadExactly(buffer);
        buffer.AsSpan().SequenceEqual(expected.AsSpan(7, 1000)).ShouldBeTrue();
        entry.Content.Release();
    }

    [Fact]
    public async Task When_one_content_of_a_change_cannot_be_stored_the_files_of_the_others_go_as_well()
    {
        using var kit = new SpoolKit();
        LocalSpool spool = await kit.StartAsync();
        NewMessage[] messages = [await kit.NewAsync(spool, 300_000), await kit.NewAsync(spool, 300_000), await kit.NewAsync(spool, 300_000)];
        foreach (int other in new[] { 0, 2 })
            await messages[other].Draft.FlushAsync(CancellationToken.None);
        string inTheWay = kit[$"bodies/{(byte)messages[1].Message.Id.Value:x2}/{messages[1].Message.Id}"];
        Directory.CreateDirectory(Path.GetDirectoryName(inTheWay)!);
        await File.WriteAllTextAsync(inTheWay, "");
        await Should.ThrowAsync<IOException>(async () => await spool.Queue.CommitAsync(new SpoolChange { Messages = messages },
            CancellationToken.None));
        Should.Throw<ObjectDisposedException>(() => messages[2].Draft.GetSpan());
        await spool.DisposeAsync();
        Directory.GetFiles(kit["bodies"], "0*", SearchOption.AllDirectories).ShouldBe([inTheWay]);
    }
}
