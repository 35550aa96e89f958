using Relay.Sdk.Spool;
using static Relay.Sdk.Testing.Spool.SpoolScene;

namespace Relay.Sdk.Testing.Spool;

internal static class ClaimPromises
{
    public static IEnumerable<SpoolPromise> All { get; } =
    [
        new("A claimed entry is given to no other caller until it is released", Exclusive),
        new("Of many claimers at once each entry goes to one", ExclusiveAmongMany),
        new("An entry is never claimed in a state that a commit has ended", NeverStale),
        new("Due entries come the earliest first, those not due not at all", DueOrder),
        new("A held entry is not due", HeldIsNotDue),
        new("An entry is given for review at its time, held or not", Review),
        new("An entry is claimed by its id whatever its time and hold", ById),
        new("Each claim has a fence of its own, and an update that keeps the claim keeps the fence", Fences),
        new("Under a claim that has ended nothing is attempted, and no update is stored", RefusesLostClaim),
        new("A claim that the store ends is lost for its holder", EndsClaim),
        new("The next due time leaves out claimed and held entries", NextDue),
    ];

    private static async Task Exclusive(SpoolScene scene)
    {
        IReadOnlyList<ClaimedEntry> made = await scene.QueueAsync(claim: true, "dest.example");
        RequireEqual(0, (await scene.ClaimDueAsync()).Count, "entries claimed twice");
        Require(await scene.Store.Queue.ClaimAsync(made[0].Entry.EntryId, scene.Cancelled) is null, "an entry was claimed twice by its id");
        RequireEqual(0, (await scene.Store.Queue.ClaimForReviewAsync(MuchLater, 10, scene.Cancelled)).Count, "entries claimed twice for attention");
        await scene.ReleaseAsync(made);
        IReadOnlyList<ClaimedEntry> again = await scene.ClaimDueAsync();
        RequireEqual(1, again.Count, "entries after the release");
        await scene.CommitAsync(new EntryUpdate(again[0].Entry, again[0].Entry with { Attempts = 1 }, KeepClaim: true));
        RequireEqual(0, (await scene.ClaimDueAsync()).Count, "entries claimed although the claim was kept over an update");
        await scene.CommitAsync(new EntryUpdate(again[0].Entry, again[0].Entry with { Attempts = 2 }));
        RequireEqual(1, (await scene.ClaimDueAsync()).Count, "entries after an update that ends the claim");
        await scene.ReopenAsync();
        RequireEqual(1, (await scene.ClaimDueAsync()).Count, "entries after reopening");
    }

    private static async Task ExclusiveAmongMany(SpoolScene scene)
    {
        const int Entries = 200;
        for (int i = 0; i < Entries; i++)
            await scene.QueueAsync(claim: false, "dest.example");
        List<long>[] claimed = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            var ids = new List<long>();
            while (await scene.ClaimDueAsync("dest.example", limit: 7) is { Count: > 0 } some)
                ids.AddRange(some.Select(entry => entry.Entry.EntryId));
            return ids;
        })));
        List<long> all = [.. claimed.SelectMany(ids => ids)];
        RequireEqual(all.Count, all.Distinct().Count(), "entries given out, and distinct ones among them");
        RequireEqual(Entries, all.Count, "entries given out");
    }

    private static async Task NeverStale(SpoolScene scene)
    {
        // Every entry is claimed and counted up five times by callers that race; no count may be seen twice.
        const int Entries = 20;
        const int Rounds = 5;
        for (int i = 0; i < Entries; i++)
            await scene.QueueAsync(claim: false, "dest.example");
        int[] made = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(async () =>
        {
            int updates = 0;
            while (await scene.ClaimDueAsync("dest.example", limit: 3) is { Count: > 0 } some)
            {
                foreach (ClaimedEntry claimed in some)
                {
                    QueueEntry next = claimed.Entry with { Attempts = claimed.Entry.Attempts + 1 };
                    await scene.CommitAsync(new EntryUpdate(claimed.Entry, next.Attempts == Rounds ? null : next));
                    updates++;
                }
            }

            return updates;
        })));
        int left = (await scene.ListAsync()).Sum(entry => entry.Attempts) - ((await scene.ListAsync()).Count * Rounds);
        RequireEqual(Entries * Rounds, made.Sum() - left, "updates of entries that were each to be updated five times");
    }

    private static async Task DueOrder(SpoolScene scene)
    {
        int[] minutes = [3, -5, 0, 7, -60, -1, 2];
        foreach (int minute in minutes)
        {
            QueuedMessage message = scene.Message();
            await scene.CommitAsync(await scene.NewAsync(message, [], claim: false, Entry(message, dueAt: Noon.AddMinutes(minute))));
        }

        IReadOnlyList<ClaimedEntry> two = await scene.ClaimDueAsync("dest.example", Noon, 2);
        IReadOnlyList<ClaimedEntry> rest = await scene.ClaimDueAsync("dest.example", Noon, 100);
        string found = string.Join(' ', two.Concat(rest).Select(entry => (entry.Entry.DueAt - Noon).TotalMinutes));
        RequireEqual("-60 -5 -1 0", found, "due times in minutes from noon, in the order of claiming");
        RequireEqual(0, (await scene.ClaimDueAsync("else.example")).Count, "entries of another destination");
    }

    private static async Task HeldIsNotDue(SpoolScene scene)
    {
        foreach (QueueHold hold in new[] { QueueHold.Operator, QueueHold.Quarantine })
        {
            QueuedMessage message = scene.Message();
            await scene.CommitAsync(await scene.NewAsync(message, [], claim: false, Entry(message) with { Hold = hold }));
        }

        RequireEqual(0, (await scene.ClaimDueAsync()).Count, "held entries claimed as due");
        QueueEntry held = (await scene.ListAsync())[0];
        ClaimedEntry? claimed = await scene.Store.Queue.ClaimAsync(held.EntryId, scene.Cancelled);
        await scene.CommitAsync(new EntryUpdate(claimed!.Entry, claimed.Entry with { Hold = QueueHold.None }));
        RequireEqual(1, (await scene.ClaimDueAsync()).Count, "entries due after the hold has ended");
    }

    private static async Task Review(SpoolScene scene)
    {
        foreach (int hours in new[] { 3, 1, 2, 9 })
        {
            QueuedMessage message = scene.Message();
            QueueEntry entry = Entry(message, $"h{hours}.example", MuchLater) with
            {
                ReviewAt = Noon.AddHours(hours),
                Hold = hours == 2
                    ? QueueHold.Operator : QueueHold.None
            };
            await scene.CommitAsync(await scene.NewAsync(message, [], claim: false, entry));
        }

        IReadOnlyList<ClaimedEntry> found = await scene.Store.Queue.ClaimForReviewAsync(Noon.AddHours(3), 100, scene.Cancelled);
        RequireEqual("h1.example h2.example h3.example", string.Join(' ', found.Select(entry => entry.Entry.Destination)),
            "entries that need a look");
        await scene.CommitAsync(new EntryUpdate(found[0].Entry, found[0].Entry with { ReviewAt = MuchLater }));
        await scene.ReleaseAsync([found[1], found[2]]);
        RequireEqual(2, (await scene.Store.Queue.ClaimForReviewAsync(Noon.AddHours(3), 100, scene.Cancelled)).Count,
            "entries that need a look again");
    }

    private static async Task ById(SpoolScene scene)
    {
        QueuedMessage message = scene.Message();
        QueueEntry entry = Entry(message, dueAt: MuchLater) with { Hold = QueueHold.Operator };
        SpoolReceipt receipt = await scene.CommitAsync(await scene.NewAsync(message, [], claim: false, entry));
        long id = receipt.Entries[0].Entry.EntryId;
        ClaimedEntry? claimed = await scene.Store.Queue.ClaimAsync(id, scene.Cancelled);
        Require(claimed is not null, "an entry cannot be claimed by its id");
        await scene.CommitAsync(new EntryUpdate(claimed!.Entry, null));
        Require(await scene.Store.Queue.ClaimAsync(id, scene.Cancelled) is null, "an entry that is gone was claimed by its id");
        Require(await scene.Store.Queue.ClaimAsync(id + 1000, scene.Cancelled) is null, "an entry that never was is claimed by its id");
    }

    private static async Task Fences(SpoolScene scene)
    {
        var seen = new HashSet<long> { 0 };
        ClaimedEntry claimed = (await scene.QueueAsync(claim: true, "dest.example"))[0];
        for (int i = 0; i < 5; i++)
        {
            Require(seen.Add(claimed.Entry.Fence), "a claim has no fence, or that of an earlier claim");
            RequireEqual(0L, (await scene.ListAsync())[0].Fence, "fence of an entry that is listed");
            QueueEntry kept = claimed.Entry with { Attempts = i };
            await scene.CommitAsync(new EntryUpdate(claimed.Entry, kept, KeepClaim: true));
            await scene.CommitAsync(new EntryUpdate(kept, kept));
            claimed = (await scene.ClaimDueAsync())[0];
        }
    }

    private static async Task RefusesLostClaim(SpoolScene scene)
    {
        IReadOnlyList<ClaimedEntry> lost = await scene.QueueAsync(claim: true, "dest.example");
        await scene.ReleaseAsync(lost);
        await RequireLostAsync(scene, lost[0].Entry);

        // The same while another holder has it, which goes on as if nothing had been.
        ClaimedEntry now = (await scene.ClaimDueAsync())[0];
        await RequireLostAsync(scene, lost[0].Entry);
        await scene.ReleaseAsync(lost);
        await scene.MarkAsync(now.Entry);
        await scene.CommitAsync(new EntryUpdate(now.Entry, now.Entry with { Attempts = 1 }));
        RequireEqual(1, (await scene.ListAsync())[0].Attempts, "attempts noted by the holder");
    }

    private static async Task RequireLostAsync(SpoolScene scene, QueueEntry entry)
    {
        Require(!await scene.Store.Queue.MarkInFlightAsync(entry, scene.Cancelled), "an attempt was allowed under a claim that has ended");
        QueuedMessage report = scene.Message();
        var change = new SpoolChange
        {
            Messages = [await scene.NewAsync(report, [], claim: false, Entry(report, "report.example"))],
            Updates = [new EntryUpdate(entry, null)],
        };
        bool refused = false;
        try
        {
            await scene.CommitAsync(change);
        }
        catch (ClaimLostException)
        {
            refused = true;
        }

        Require(refused, "an update under a claim that has ended was stored");
        RequireEqual(1, (await scene.ListAsync()).Count, "entries after a change that was refused");
    }

    private static async Task EndsClaim(SpoolScene scene)
    {
        ClaimedEntry claimed = (await scene.QueueAsync(claim: true, "dest.example"))[0];
        if (!await scene.EndClaimAsync(claimed.Entry.EntryId))
            return;
        await RequireLostAsync(scene, claimed.Entry);
        RequireEqual(1, (await scene.ClaimDueAsync()).Count, "entries after the store has ended their claim");
    }

    private static async Task NextDue(SpoolScene scene)
    {
        Require(await scene.Store.Queue.NextDueAsync("dest.example", scene.Cancelled) is null, "an empty destination has a due time");
        QueuedMessage held = scene.Message();
        await scene.CommitAsync(await scene.NewAsync(held, [], claim: false,
            Entry(held, dueAt: Noon.AddHours(-2)) with { Hold = QueueHold.Operator }));
        QueuedMessage taken = scene.Message();
        SpoolReceipt first = await scene.CommitAsync(await scene.NewAsync(taken, [], claim: true, Entry(taken, dueAt: Noon.AddHours(-1))));
        QueuedMessage later = scene.Message();
        await scene.CommitAsync(await scene.NewAsync(later, [], claim: false, Entry(later, dueAt: Noon.AddHours(1))));
        RequireEqual(Noon.AddHours(1), await scene.Store.Queue.NextDueAsync("dest.example", scene.Cancelled), "next due time");
        await scene.ReleaseAsync(first.Entries);
        RequireEqual(Noon.AddHours(-1), await scene.Store.Queue.NextDueAsync("dest.example", scene.Cancelled), "next due time after the release");
    }
}
