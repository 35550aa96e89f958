using Microsoft.Extensions.Logging.Abstractions;
using Relay.Core.Settings;
using Relay.Core.Spool;
using Relay.Sdk.Mail;
using Relay.Sdk.Spool;
using Relay.SpoolVictim;

namespace Relay.Core.Tests.Spool.KillTests;

public sealed class KilledSpoolTests
{
    private const int Kills = 20;
    private const int Writers = 12;

    [Fact]
    public async Task Nothing_acknowledged_is_missing_or_torn_after_twenty_kills()
    {
        using var folder = new TemporaryFolder();
        var random = new Random(20);
        var victim = new SpoolVictimProcess();
        for (int kill = 0; kill < Kills; kill++)
        {
            await victim.RunAsync(folder.Path, 1 + (kill * 1_000_000L), Writers, random.Next(1, 500), TestContext.Current.CancellationToken);
            await CheckAsync(folder.Path, victim.LastWords);
        }

        victim.LastWords.Count.ShouldBeGreaterThan(Kills);
    }

    private static async Task CheckAsync(string folder, Dictionary<MessageId, string> lastWords)
    {
        await using var spool = new LocalSpool(new SpoolSettings { Path = folder, ReserveOctets = 0 }, TimeProvider.System, NullLoggerFactory.Instance);
        SpoolRecovery recovery = await spool.StartAsync(CancellationToken.None);
        recovery.AfterCrash.ShouldBeTrue();
        recovery.InFlight.ShouldBeLessThanOrEqualTo(Writers);

        var entries = new Dictionary<MessageId, int>();
        await foreach (QueueEntry entry in spool.ListAsync(new QueueFilter(), CancellationToken.None))
            entries[entry.Message.Id] = entries.GetValueOrDefault(entry.Message.Id) + 1;
        recovery.Messages.ShouldBe(entries.Count);

        foreach ((MessageId id, string word) in lastWords)
        {
            if (word == "stored")
                entries.GetValueOrDefault(id).ShouldBe(VictimMail.EntriesOf(id), $"entries of {id}, which was acknowledged");
            if (word == "removed")
                entries.ContainsKey(id).ShouldBeFalse($"{id} was removed, which was acknowledged");
        }

        foreach ((MessageId id, int count) in entries)
        {
            string word = lastWords.GetValueOrDefault(id, "not acknowledged");
            if (word == "not acknowledged")
                count.ShouldBe(VictimMail.EntriesOf(id), $"entries of {id}, which was not acknowledged");
            SpooledContent? content = await spool.OpenContentAsync(id, CancellationToken.None);
            content.ShouldNotBeNull($"content of {id}, {word}");
            (await ReadAsync(content)).AsSpan().SequenceEqual(VictimMail.ContentOf(id)).ShouldBeTrue($"content of {id}, {word}");
            content.Release();
        }
    }

    private static async Task<byte[]> ReadAsync(SpooledContent content)
    {
        using var copy = new MemoryStream();
        await using Stream stream = await content.OpenReadAsync(CancellationToken.None);
        await stream.CopyToAsync(copy);
        return copy.ToArray();
    }
}
