using Relay.Sdk.Events;
using Relay.Sdk.Mail;
using Relay.Sdk.Replies;
using Relay.Sdk.Spool;
using static Relay.Sdk.Testing.Spool.SpoolScene;

namespace Relay.Sdk.Testing.Spool;

internal static class DurabilityPromises
{
    public static IEnumerable<SpoolPromise> All { get; } =
    [
        new("A message comes back after reopening with all that was said of it, facts included", RoundTrip),
        new("What was acknowledged is there after a crash", SurvivesCrash),
        new("Changes from many callers at once are all kept, each whole", ManyCallers),
        new("A change is stored whole or not at all", IsAtomic),
        new("The ids of new entries are unique, also after reopening", UniqueIds),
        new("A commit whose caller has given up leaves no claim behind", GivesUp),
    ];

    private static async Task RoundTrip(SpoolScene scene)
    {
        var message = new QueuedMessage
        {
            Id = new MessageId(77),
            ReceivedAt = Noon,
            ReversePath = ReversePath.Null,
            Body = BodyType.EightBitMime,
            SmtpUtf8 = true,
            RequireTls = true,
            Return = DsnReturn.Headers,
            EnvelopeId = "QQ314159 Grüße",
            LengthOctets = 3,
            Origin = "192.0.2.1 (client.example)",
            Facts = """{"from":"192.0.2.1","grün":["\u0000", " ", ""]}""" + "\n",
        };
        var entry = new QueueEntry
        {
            Message = message,
            Destination = "smart.example:587",
            Recipients =
            [
                new QueuedRecipient { Mailbox = Mailbox.Parse("\"odd user\"@dest.example"), Notify = DsnNotify.Success | DsnNotify.Delay,
                    OriginalRecipient = "rfc822;x@y.example" },
                new QueuedRecipient { Mailbox = Mailbox.Parse("grün@[192.0.2.7]"), Notify = DsnNotify.Never,
                    LastReply = new SmtpReply(451, "4.7.1", "Später,\nnicht jetzt"), Facts = "{\"seen\":1}" },
                new QueuedRecipient { Mailbox = Mailbox.Parse("plain@dest.example"), LastReply = new SmtpReply(550, EnhancedStatus.None, "") },
            ],
            DueAt = Noon.AddTicks(1),
            ReviewAt = Noon.AddHours(4),
            Attempts = 3,
            FirstFailureAt = Noon.AddMinutes(1),
            DelayReportSent = true,
            Hold = QueueHold.Operator,
            Crashes = 2,
            Facts = new string('x', 60_000),
        };
        SpoolReceipt receipt = await scene.CommitAsync(await scene.NewAsync(message, [1, 2, 3], claim: false, entry));
        await scene.ReopenAsync();
        List<QueueEntry> found = await scene.ListAsync();
        RequireEqual(1, found.Count, "entries");
        RequireEqual(message, found[0].Message, "message");
        RequireEqual(entry.Recipients.Count, found[0].Recipients.Count, "recipients");
        for (int i = 0; i < entry.Recipients.Count; i++)
            RequireEqual(entry.Recipients[i], found[0].Recipients[i], $"recipient {i}");
        RequireEqual(entry with { EntryId = receipt.Entries[0].Entry.EntryId, Recipients = found[0].Recipients }, found[0] with { Message = message },
            "entry");
    }

    private static async Task SurvivesCrash(SpoolScene scene)
    {
        var stored = new Dictionary<MessageId, byte[]>();
        int[] sizes = [10, 4096, 200_000, 1_000_000];
        for (int i = 0; i < 40; i++)
        {
            byte[] content = Content(sizes[i % sizes.Length], i);
            QueuedMessage message = scene.Message(content.Length);
            await scene.CommitAsync(await scene.NewAsync(message, content, claim: i % 2 == 0, Entry(message)));
            stored.Add(message.Id, content);
        }

        SpoolRecovery recovery = await scene.CrashAsync();
        Require(recovery.AfterCrash, "the store did not notice that its last run did not end in order");
        RequireEqual(40, recovery.Messages, "messages after the crash");
        foreach ((MessageId id, byte[] content) in stored)
            RequireSame(content, await scene.ReadAsync(id), "content after the crash");
        RequireEqual(40, (await scene.ClaimDueAsync()).Count, "entries that can be claimed after the crash");
        Require(!(await scene.ReopenAsync()).AfterCrash, "the store takes an orderly end for a crash");
    }

    private static async Task ManyCallers(SpoolScene scene)
    {
        const int Callers = 20;
        const int Each = 25;
        SpoolScene[] own = [.. Enumerable.Range(0, Callers).Select(_ => scene)];
        MessageId[][] ids = await Task.WhenAll(own.Select((_, caller) => Task.Run(() => CommitMany(scene, caller, Each))));
        await scene.CrashAsync();
        foreach (MessageId id in ids.SelectMany(list => list))
        {
            byte[]? content = await scene.ReadAsync(id);
            RequireSame(Content((int)(id.Value % 9000), (int)id.Value), content, "content of one of many");
        }

        RequireEqual(Callers * Each, (await scene.ListAsync()).Count, "entries");
    }

    private static async Task<MessageId[]> CommitMany(SpoolScene scene, int caller, int count)
    {
        var ids = new MessageId[count];
        for (int i = 0; i < count; i++)
        {
            ids[i] = new MessageId(1_000_000 + (caller * 1000) + i);
            byte[] content = Content((int)(ids[i].Value % 9000), (int)ids[i].Value);
            QueuedMessage message = scene.Message(content.Length) with { Id = ids[i] };
            await scene.CommitAsync(await scene.NewAsync(message, content, claim: false, Entry(message)));
        }

        return ids;
    }

    private static async Task IsAtomic(SpoolScene scene)
    {
        IReadOnlyList<ClaimedEntry> old = await scene.QueueAsync(claim: true, "dest.example");
        QueuedMessage twice = scene.Message();
        await scene.CommitAsync(await scene.NewAsync(twice, [], claim: false, Entry(twice, "twice.example")));

        // The second message has an id that exists: the whole change must fail.
        QueuedMessage fresh = scene.Message();
        NewMessage good = await scene.NewAsync(fresh, [], claim: true, Entry(fresh, "fresh.example"));
        NewMessage bad = await scene.NewAsync(twice, [], claim: false, Entry(twice, "twice.example"));
        var change = new SpoolChange
        {
            Messages = [good, bad],
            Updates = [new EntryUpdate(old[0].Entry, null)],
            Notices = [new MessageCompleted { EventId = "1", At = Noon, MessageId = fresh.Id }],
        };
        bool failed = false;
        try
        {
            await scene.CommitAsync(change);
        }
        catch (IOException)
        {
            failed = true;
        }

        Require(failed, "a change with a message id that exists was taken");
        Require(await scene.ReadAsync(fresh.Id) is null, "a message of a failed change is there");
        RequireEqual(2, (await scene.ListAsync()).Count, "entries after a failed change");
        RequireEqual(0, (await scene.Store.Outbox.ReadAsync(0, 10, scene.Cancelled)).Count, "notices of a failed change");
        RequireEqual(0, (await scene.ClaimDueAsync()).Count, "an update of a failed change ended the claim: entries that can be claimed");
        await scene.CommitAsync(new EntryUpdate(old[0].Entry, null));
        RequireEqual(1, (await scene.ListAsync()).Count, "entries after the update alone");
    }

    private static async Task UniqueIds(SpoolScene scene)
    {
        var seen = new HashSet<long>();
        for (int run = 0; run < 4; run++)
        {
            IReadOnlyList<ClaimedEntry> entries = await scene.QueueAsync(claim: true, "a.example", "b.example", "c.example");
            foreach (ClaimedEntry entry in entries)
                Require(entry.Entry.EntryId != 0 && seen.Add(entry.Entry.EntryId), "an entry id is zero or was given twice");

            // The highest ids go, while their message stays: they may not be given to another message now.
            RequireEqual(
                0, (await scene.CommitAsync(new EntryUpdate(entries[1].Entry, null), new EntryUpdate(entries[2].Entry, null))).Completed.Count,
                "completed");
            if (run % 2 == 0)
                await scene.ReopenAsync();
            else
                await scene.CrashAsync();
        }
    }

    private static async Task GivesUp(SpoolScene scene)
    {
        for (int i = 0; i < 20; i++)
        {
            QueuedMessage message = scene.Message();
            NewMessage made = await scene.NewAsync(message, [], claim: true, Entry(message));
            using var giveUp = new CancellationTokenSource();
            Task<SpoolReceipt> commit = scene.Store.Queue.CommitAsync(new SpoolChange { Messages = [made] }, giveUp.Token).AsTask();
            await giveUp.CancelAsync();
            try
            {
                await scene.ReleaseAsync((await commit).Entries);
            }
            catch (OperationCanceledException)
            {
                await made.Draft.DisposeAsync();
            }
        }

        // A later commit comes after all that was given up.
        await scene.QueueAsync(claim: false, "other.example");
        int listed = (await scene.ListAsync(new QueueFilter { Destination = "dest.example" })).Count;
        RequireEqual(listed, (await scene.ClaimDueAsync()).Count, "of the entries stored, those that can be claimed");
    }
}
