using Relay.Core.Spool;
using Relay.Sdk.Spool;

namespace Relay.Core.Tests.Spool;

public sealed class TornLogTests
{
    [Fact]
    public async Task A_log_torn_anywhere_within_the_last_commit_loses_that_commit_alone()
    {
        using var kit = new SpoolKit();
        LocalSpool spool = await kit.StartAsync();
        for (int i = 0; i < 5; i++)
            await kit.QueueAsync(spool, 3000);
        int before = (int)new FileInfo(kit["spool.db-wal"]).Length;
        await kit.QueueAsync(spool, 9000);
        byte[] database = ReadOpen(kit["spool.db"]), whole = ReadOpen(kit["spool.db-wal"]);
        await spool.DisposeAsync();

        // Cut off, left as zeros, and left as noise: what power loss makes of octets that were not synced.
        var random = new Random(1);
        for (int cut = before; cut <= whole.Length; cut += 509)
        {
            byte[] zeros = [.. whole.AsSpan(0, cut), .. new byte[whole.Length - cut]];
            byte[] noise = [.. zeros];
            random.NextBytes(noise.AsSpan(cut));
            foreach (byte[] log in (byte[][])[whole[..cut], zeros, noise])
                (await CountAsync(database, log)).ShouldBe(5, $"cut {cut - before} octets into the last commit");
        }

        (await CountAsync(database, whole)).ShouldBe(6);
    }

    private static async Task<int> CountAsync(byte[] database, byte[] log)
    {
        using var kit = new SpoolKit();
        Directory.CreateDirectory(kit.Folder["spool"]);
        await File.WriteAllBytesAsync(kit["spool.db"], database);
        await File.WriteAllBytesAsync(kit["spool.db-wal"], log);
        await using LocalSpool spool = await kit.StartAsync();
        List<QueueEntry> entries = await SpoolKit.ListAsync(spool);
        foreach (QueueEntry entry in entries)
        {
            SpooledContent? content = await spool.Content.OpenAsync(entry.Message.Id, CancellationToken.None);
            (await SpoolKit.ReadAsync(content!)).ShouldBe(SpoolKit.Content(entry.Message.Id, (int)entry.Message.LengthOctets));
        }

        return entries.Count;
    }

    private static byte[] ReadOpen(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        byte[] octets = new byte[file.Length];
        file.ReadExactly(octets);
        return octets;
    }
}
