using Relay.Core.Spool;
using Relay.Sdk.Mail;
using Relay.Sdk.Spool;

namespace Relay.Core.Tests.Spool;

/// <summary>Long random lives of a spool beside a model of what it should hold; each seed is one life.</summary>
public sealed class SpoolModelTests
{
    private const int Steps = 300;
    private static readonly string[] Destinations = ["a.example", "b.example", "c.example"];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public async Task A_spool_holds_what_its_commits_said_through_closings_and_crashes(int seed)
    {
        using var kit = new SpoolKit { Settings = new() { ReserveOctets = 0, InlineMaxOctets = 4000 } };
        var random = new Random(seed);
        var model = new Dictionary<long, QueueEntry>();
        var claimed = new Dictionary<long, QueueEntry>();
        LocalSpool spool = await kit.StartAsync();
        for (int step = 0; step < Steps; step++)
        {
            switch (random.Next(20))
            {
                case < 7:
                    await StoreAsync(kit, spool, random, model, claimed);
                    break;
                case < 11:
                    await ClaimAsync(spool, random, model, claimed);
                    break;
                case < 17 when claimed.Count > 0:
                    await UpdateAsync(spool, random, model, claimed);
                    break;
                case 17 when claimed.Count > 0:
                    QueueEntry released = Pick(random, claimed);
                    claimed.Remove(released.EntryId);
                    await spool.Queue.ReleaseAsync([new ClaimedEntry(released, null)], CancellationToken.None);
                    break;
                case 18:
                    await spool.DisposeAsync();
                    claimed.Clear();
                    spool = await kit.StartAsync();
                    break;
                case 19:
                    await spool.CrashAsync();
                    claimed.Clear();
                    spool = await kit.StartAsync();
                    break;
            }

            await CheckAsync(spool, model);
        }

        foreach (QueueEntry entry in model.Values)
        {
            SpooledContent content = (await spool.Content.OpenAsync(entry.Message.Id, CancellationToken.None))!;
            (await SpoolKit.ReadAsync(content)).ShouldBe(SpoolKit.Content(entry.Message.Id, (int)entry.Message.LengthOctets));
        }

        await spool.DisposeAsync();
        int large = model.Values.Where(entry => entry.Message.LengthOctets > 4000).Select(entry => entry.Message.Id).Distinct().Count();
        Directory.GetFiles(kit["bodies"], "0*", SearchOption.AllDirectories).Length.ShouldBe(large);
    }

    private static async Task StoreAsync(
        SpoolKit kit, LocalSpool spool, Random random, Dictionary<long, QueueEntry> model, Dictionary<long, QueueEntry> claimed)
    {
        NewMessage made = await kit.NewAsync(spool, random.Next(8000), claim: random.Next(2) == 0);
        QueueEntry[] entries = [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => Change(random, made.Entries[0]))];
        SpoolReceipt receipt = await spool.Queue.CommitAsync(new SpoolChange { Messages = [made with { Entries = entries }] },
            CancellationToken.None);
        foreach (ClaimedEntry entry in receipt.Entries)
        {
            model.Add(entry.Entry.EntryId, entry.Entry);
            if (made.Claim)
                claimed.Add(entry.Entry.EntryId, entry.Entry);
            entry.Content?.Release();
        }
    }

    private static async Task ClaimAsync(LocalSpool spool, Random random, Dictionary<long, QueueEntry> model, Dictionary<long, QueueEntry> claimed)
    {
        string destination = Destinations[random.Next(Destinations.Length)];
        DateTimeOffset now = SpoolKit.Noon.AddMinutes(random.Next(60));
        int limit = random.Next(1, 6);
        List<QueueEntry> due =
        [
            .. model.Values
                .Where(entry => entry.Destination == destination && entry.DueAt <= now && entry.Hold == QueueHold.None
                    && !claimed.ContainsKey(entry.EntryId))
                .OrderBy(entry => entry.DueAt)
                .ThenBy(entry => entry.EntryId),
        ];
        (await spool.Queue.NextDueAsync(destination, CancellationToken.None)).ShouldBe(
            model.Values.Where(entry => entry.Destination == destination && entry.Hold == QueueHold.None && !claimed.ContainsKey(entry.EntryId))
                .Select(entry => (DateTimeOffset?)entry.DueAt).Min());
        IReadOnlyList<ClaimedEntry> found = await spool.Queue.ClaimDueAsync(destination, now, limit, CancellationToken.None);
        found.Select(entry => entry.Entry.EntryId).ShouldBe(due.Take(limit).Select(entry => entry.EntryId));
        foreach (ClaimedEntry entry in found)
            claimed.Add(entry.Entry.EntryId, entry.Entry);
    }

    private static async Task UpdateAsync(LocalSpool spool, Random random, Dictionary<long, QueueEntry> model, Dictionary<long, QueueEntry> claimed)
    {
        QueueEntry entry = Pick(random, claimed);
        bool keep = random.Next(4) == 0;
        QueueEntry? next = random.Next(2) == 0 ? null : Change(random, entry);
        SpoolReceipt receipt = await spool.Queue.CommitAsync(new SpoolChange { Updates = [new EntryUpdate(entry, next, keep)] },
            CancellationToken.None);
        if (next is null)
            model.Remove(entry.EntryId);
        else
            model[entry.EntryId] = next;
        receipt.Completed.Count.ShouldBe(model.Values.Any(other => other.Message.Id == entry.Message.Id) ? 0 : 1);
        if (!keep)
            claimed.Remove(entry.EntryId);
        else if (next is null)
            await ForgetAsync(spool, claimed, entry);
        else
            claimed[entry.EntryId] = next;
    }

    private static async Task ForgetAsync(LocalSpool spool, Dictionary<long, QueueEntry> claimed, QueueEntry entry)
    {
        claimed.Remove(entry.EntryId);
        await spool.Queue.ReleaseAsync([new ClaimedEntry(entry, null)], CancellationToken.None);
    }

    private static async Task CheckAsync(LocalSpool spool, Dictionary<long, QueueEntry> model)
    {
        List<QueueEntry> listed = await SpoolKit.ListAsync(spool);
        listed.Select(Shown).ShouldBe(model.Values.OrderBy(entry => entry.EntryId).Select(Shown));
    }

    private static string Shown(QueueEntry entry) =>
        $"{entry.EntryId} {entry.Message.Id} {entry.Destination} {entry.DueAt:O} {entry.Hold} {entry.Attempts} {string.Join(',', entry.Recipients)}";

    private static QueueEntry Pick(Random random, Dictionary<long, QueueEntry> claimed) => claimed.Values.ElementAt(random.Next(claimed.Count));

    private static QueueEntry Change(Random random, QueueEntry entry) => entry with
    {
        Destination = Destinations[random.Next(Destinations.Length)],
        DueAt = SpoolKit.Noon.AddMinutes(random.Next(60)),
        Hold = random.Next(5) == 0 ? QueueHold.Operator : QueueHold.None,
        Attempts = entry.Attempts + 1,
        Recipients = [.. Enumerable.Range(0, random.Next(1, 5)).Select(i => new QueuedRecipient { Mailbox = Mailbox.Parse($"u{i}@x.example") })],
    };
}
