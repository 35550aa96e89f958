using Relay.Sdk.Spool;
using static Relay.Sdk.Testing.Spool.SpoolScene;

namespace Relay.Sdk.Testing.Spool;

internal static class CrashPromises
{
    public static IEnumerable<SpoolPromise> All { get; } =
    [
        new("A crash during an attempt is counted, at three the entry is put into quarantine", CountsToThree),
        new("A crash is not counted when the attempt had ended", EndedIsNotCounted),
        new("An orderly end is no crash", OrderlyEnd),
        new("A change in the moment of a crash is there whole or not at all", TornChange),
        new("An unfinished draft leaves nothing behind after a crash", UnfinishedDraft),
    ];

    private static async Task CountsToThree(SpoolScene scene)
    {
        await scene.QueueAsync(claim: false, "calm.example");
        await scene.QueueAsync(claim: false, "dest.example");
        for (int crash = 1; crash <= 3; crash++)
        {
            IReadOnlyList<ClaimedEntry> claimed = await scene.ClaimDueAsync();
            RequireEqual(1, claimed.Count, $"entries due before crash {crash}");
            RequireEqual(crash - 1, claimed[0].Entry.Crashes, $"crashes before crash {crash}");
            await scene.MarkAsync(claimed[0].Entry);
            SpoolRecovery recovery = await scene.CrashAsync();
            RequireEqual(1, recovery.InFlight, $"entries in flight at crash {crash}");
            RequireEqual(crash == 3 ? 1 : 0, recovery.Quarantined, $"entries put into quarantine after crash {crash}");
        }

        RequireEqual(0, (await scene.ClaimDueAsync()).Count, "entries in quarantine that are due");
        QueueEntry held = (await scene.ListAsync(new QueueFilter { Held = true }))[0];
        RequireEqual(QueueHold.Quarantine, held.Hold, "hold after three crashes");
        RequireEqual(3, held.Crashes, "crashes");
        QueueEntry calm = (await scene.ListAsync(new QueueFilter { Destination = "calm.example" }))[0];
        RequireEqual(0, calm.Crashes, "crashes of an entry that was not in flight");

        ClaimedEntry? freed = await scene.Store.Queue.ClaimAsync(held.EntryId, scene.Cancelled);
        await scene.CommitAsync(new EntryUpdate(freed!.Entry, freed.Entry with { Hold = QueueHold.None, Crashes = 0 }));
        RequireEqual(1, (await scene.ClaimDueAsync()).Count, "entries due after an operator let one go");
    }

    private static async Task EndedIsNotCounted(SpoolScene scene)
    {
        IReadOnlyList<ClaimedEntry> released = await scene.QueueAsync(claim: true, "dest.example");
        await scene.MarkAsync(released[0].Entry);
        await scene.ReleaseAsync(released);
        IReadOnlyList<ClaimedEntry> updated = await scene.QueueAsync(claim: true, "dest.example");
        await scene.MarkAsync(updated[0].Entry);
        await scene.CommitAsync(new EntryUpdate(updated[0].Entry, updated[0].Entry with { Attempts = 1 }));
        IReadOnlyList<ClaimedEntry> kept = await scene.QueueAsync(claim: true, "dest.example");
        await scene.MarkAsync(kept[0].Entry);
        await scene.CommitAsync(new EntryUpdate(kept[0].Entry, kept[0].Entry with { Attempts = 1 }, KeepClaim: true));
        IReadOnlyList<ClaimedEntry> gone = await scene.QueueAsync(claim: true, "dest.example");
        await scene.MarkAsync(gone[0].Entry);
        await scene.CommitAsync(new EntryUpdate(gone[0].Entry, null));
        RequireEqual(0, (await scene.CrashAsync()).InFlight, "entries in flight whose attempts had ended");
        Require((await scene.ListAsync()).All(entry => entry.Crashes == 0), "a crash was counted for an attempt that had ended");
    }

    private static async Task OrderlyEnd(SpoolScene scene)
    {
        IReadOnlyList<ClaimedEntry> claimed = await scene.QueueAsync(claim: true, "dest.example");
        await scene.MarkAsync(claimed[0].Entry);
        SpoolRecovery recovery = await scene.ReopenAsync();
        Require(!recovery.AfterCrash, "an orderly end was taken for a crash");
        RequireEqual(0, recovery.InFlight, "entries in flight after an orderly end");
        RequireEqual(1, recovery.Messages, "messages after an orderly end");
    }

    private static async Task TornChange(SpoolScene scene)
    {
        var commits = new List<Task<SpoolReceipt>>();
        var ids = new List<(QueuedMessage One, QueuedMessage Two)>();
        for (int i = 0; i < 60; i++)
        {
            QueuedMessage one = scene.Message(5000);
            QueuedMessage two = scene.Message(200_000);
            NewMessage[] both =
            [
                await scene.NewAsync(one, Content(5000, i), claim: false, Entry(one)),
                await scene.NewAsync(two, Content(200_000, i), claim: false, Entry(two, "a.example"), Entry(two, "b.example")),
            ];
            ids.Add((one, two));
            commits.Add(scene.Store.Queue.CommitAsync(new SpoolChange { Messages = both }, scene.Cancelled).AsTask());
        }

        await scene.CrashAsync();
        List<QueueEntry> left = await scene.ListAsync();
        for (int i = 0; i < ids.Count; i++)
        {
            int entries = left.Count(entry => entry.Message.Id == ids[i].One.Id || entry.Message.Id == ids[i].Two.Id);
            bool acknowledged = commits[i].IsCompletedSuccessfully;
            _ = commits[i].Exception; // seen
            Require(entries == 3 || (entries == 0 && !acknowledged), $"{entries} of 3 entries of a change are there, acknowledged: {acknowledged}");
            if (entries == 0)
                continue;
            RequireSame(Content(5000, i), await scene.ReadAsync(ids[i].One.Id), "content of the first message");
            RequireSame(Content(200_000, i), await scene.ReadAsync(ids[i].Two.Id), "content of the second message");
        }
    }

    private static async Task UnfinishedDraft(SpoolScene scene)
    {
        QueuedMessage message = scene.Message(1_000_000);
        await scene.NewAsync(message, Content(1_000_000), claim: false, Entry(message));
        await scene.CrashAsync();
        Require(await scene.ReadAsync(message.Id) is null, "an unfinished draft is there after a crash");
        await scene.CommitAsync(await scene.NewAsync(message, Content(1_000_000), claim: false, Entry(message)));
        RequireEqual(0, (await scene.ReopenAsync()).Orphans, "content files left behind");
    }
}
