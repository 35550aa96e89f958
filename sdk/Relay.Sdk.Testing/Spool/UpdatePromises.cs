using Relay.Sdk.Mail;
using Relay.Sdk.Replies;
using Relay.Sdk.Spool;
using static Relay.Sdk.Testing.Spool.SpoolScene;

namespace Relay.Sdk.Testing.Spool;

internal static class UpdatePromises
{
    public static IEnumerable<SpoolPromise> All { get; } =
    [
        new("A message goes with its last entry, and the receipt says so", GoesWithLastEntry),
        new("An update of an entry that is gone does nothing", Idempotent),
        new("An entry moves to another destination with an update", Moves),
        new("An update changes all of an entry", ChangesAll),
        new("A report is stored in the same change as the failure that it reports", StoresTogether),
    ];

    private static async Task GoesWithLastEntry(SpoolScene scene)
    {
        IReadOnlyList<ClaimedEntry> entries = await scene.QueueAsync(claim: true, "a.example", "b.example", "c.example");
        MessageId id = entries[0].Entry.Message.Id;
        RequireEqual(0, (await scene.CommitAsync(new EntryUpdate(entries[1].Entry, null))).Completed.Count,
            "completed messages while two entries are left");
        SpoolReceipt receipt = await scene.CommitAsync(new EntryUpdate(entries[0].Entry, null), new EntryUpdate(entries[2].Entry, null));
        RequireEqual(1, receipt.Completed.Count, "completed messages");
        RequireEqual(id, receipt.Completed[0], "the completed message");
        Require(await scene.ReadAsync(id) is null, "a completed message has content");
        RequireEqual(0, (await scene.ReopenAsync()).Messages, "messages");
    }

    private static async Task Idempotent(SpoolScene scene)
    {
        IReadOnlyList<ClaimedEntry> entries = await scene.QueueAsync(claim: true, "a.example", "b.example");
        await scene.CommitAsync(new EntryUpdate(entries[0].Entry, null));
        RequireEqual(0, (await scene.CommitAsync(new EntryUpdate(entries[0].Entry, null))).Completed.Count, "completed by a second removal");
        await scene.CommitAsync(new EntryUpdate(entries[0].Entry, entries[0].Entry with { Attempts = 1 }));
        RequireEqual(1, (await scene.ListAsync()).Count, "entries after an update of one that is gone");
        RequireEqual(1, (await scene.CommitAsync(new EntryUpdate(entries[1].Entry, null))).Completed.Count, "completed");
        RequireEqual(0, (await scene.CommitAsync(new EntryUpdate(entries[1].Entry, null))).Completed.Count, "completed a second time");
    }

    private static async Task Moves(SpoolScene scene)
    {
        IReadOnlyList<ClaimedEntry> entries = await scene.QueueAsync(claim: true, "old.example");
        await scene.CommitAsync(new EntryUpdate(entries[0].Entry, entries[0].Entry with { Destination = "new.example", DueAt = Noon.AddMinutes(5) }));
        RequireEqual(0, (await scene.ClaimDueAsync("old.example", MuchLater, 10)).Count, "entries at the old destination");
        RequireEqual(0, (await scene.ClaimDueAsync("new.example", Noon, 10)).Count, "entries at the new destination before their time");
        RequireEqual(1, (await scene.ClaimDueAsync("new.example", Noon.AddMinutes(5), 10)).Count, "entries at the new destination");
    }

    private static async Task ChangesAll(SpoolScene scene)
    {
        IReadOnlyList<ClaimedEntry> entries = await scene.QueueAsync(claim: true, "a.example");
        QueueEntry next = entries[0].Entry with
        {
            Recipients =
            [
                new QueuedRecipient { Mailbox = Mailbox.Parse("left@a.example"), LastReply = new SmtpReply(450, "4.2.1", "busy") },
                new QueuedRecipient { Mailbox = Mailbox.Parse("done@a.example"), Notify = DsnNotify.Success,
                    LastReply = new SmtpReply(250, "2.0.0", "ok"), Facts = "done", IsSettled = true },
            ],
            DueAt = Noon.AddHours(1),
            ReviewAt = Noon.AddHours(2),
            Attempts = 7,
            FirstFailureAt = Noon,
            DelayReportSent = true,
            Hold = QueueHold.Operator,
            Crashes = 1,
            Facts = "next",
        };
        await scene.CommitAsync(new EntryUpdate(entries[0].Entry, next));
        await scene.ReopenAsync();
        QueueEntry found = (await scene.ListAsync())[0];
        RequireEqual(2, found.Recipients.Count, "recipients");
        RequireEqual(next.Recipients[0], found.Recipients[0], "the first recipient");
        RequireEqual(next.Recipients[1], found.Recipients[1], "the second recipient");
        RequireEqual(next with { Recipients = found.Recipients, Fence = 0 }, found, "entry");
    }

    private static async Task StoresTogether(SpoolScene scene)
    {
        IReadOnlyList<ClaimedEntry> failed = await scene.QueueAsync(claim: true, "dead.example");
        QueuedMessage report = scene.Message(2) with { ReversePath = ReversePath.Null };
        SpoolReceipt receipt = await scene.CommitAsync(new SpoolChange
        {
            Messages = [await scene.NewAsync(report, [1, 2], claim: false, Entry(report, "client.example"))],
            Updates = [new EntryUpdate(failed[0].Entry, null)],
        });
        RequireEqual(1, receipt.Completed.Count, "completed");
        RequireEqual(1, receipt.Entries.Count, "new entries");
        await scene.CrashAsync();
        List<QueueEntry> left = await scene.ListAsync();
        RequireEqual(1, left.Count, "entries");
        RequireEqual(report.Id, left[0].Message.Id, "the message left");
    }
}
