using Microsoft.Extensions.Logging.Abstractions;
using Relay.Core.Settings;
using Relay.Core.Spool;
using Relay.Sdk.Mail;
using Relay.Sdk.Spool;
using Relay.SpoolVictim;

namespace Relay.Core.Tests.Spool.KillTests;

/// <summary>Opens the spool that a victim left and compares it with what the victim said.</summary>
internal static class SpoolCheck
{
    /// <summary>Everything that was acknowledged is there and whole, or gone; what was not is there whole or not at all.</summary>
    /// <param name="lastWords">The last word about each message.</param>
    public static async Task<SpoolRecovery> RunAsync(string folder, IReadOnlyDictionary<MessageId, string> lastWords)
    {
        await using var spool = new LocalSpool(new SpoolSettings { Path = folder, ReserveOctets = 0 }, TimeProvider.System,
            NullLoggerFactory.Instance);
        SpoolRecovery recovery = await spool.StartAsync(CancellationToken.None);
        recovery.Quarantined.ShouldBe(0);
        var entries = new Dictionary<MessageId, int>();
        await foreach (QueueEntry entry in spool.Queue.ListAsync(new QueueFilter(), CancellationToken.None))
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
            if (word is "not acknowledged" or "stored")
                count.ShouldBe(VictimMail.EntriesOf(id), $"entries of {id}, which was not acknowledged");
            SpooledContent? content = await spool.Content.OpenAsync(id, CancellationToken.None);
            content.ShouldNotBeNull($"content of {id}, {word}");
            (await ReadAsync(content)).AsSpan().SequenceEqual(VictimMail.ContentOf(id)).ShouldBeTrue($"content of {id}, {word}");
            content.Release();
        }

        await CheckCompletionsAsync(spool, lastWords, entries);
        return recovery;
    }

    /// <summary>A message's completion is told once, and only when the message is gone; and when it is gone, it is told.</summary>
    private static async Task CheckCompletionsAsync(
        LocalSpool spool, IReadOnlyDictionary<MessageId, string> lastWords, Dictionary<MessageId, int> entries)
    {
        var told = new HashSet<MessageId>();
        foreach (OutboxNotice notice in await spool.Outbox.ReadAsync(0, int.MaxValue, CancellationToken.None))
        {
            told.Add(notice.Notice.MessageId).ShouldBeTrue($"the completion of {notice.Notice.MessageId} is told twice");
            entries.ContainsKey(notice.Notice.MessageId).ShouldBeFalse($"the completion of {notice.Notice.MessageId} is told while it is there");
        }

        foreach ((MessageId id, string word) in lastWords)
        {
            if (word is "removing" or "removed" && !entries.ContainsKey(id))
                told.Contains(id).ShouldBeTrue($"{id} is gone, and its completion is not told");
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
