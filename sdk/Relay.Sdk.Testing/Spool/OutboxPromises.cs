using System.Net;
using System.Text.Json;
using Relay.Sdk.Events;
using Relay.Sdk.Mail;
using Relay.Sdk.Replies;
using Relay.Sdk.Spool;
using Relay.Sdk.Tls;
using static Relay.Sdk.Testing.Spool.SpoolScene;

namespace Relay.Sdk.Testing.Spool;

internal static class OutboxPromises
{
    public static IEnumerable<SpoolPromise> All { get; } =
    [
        new("Notices come back in the order of their commits, with growing positions", InOrder),
        new("Every notice comes back as it was", RoundTrip),
        new("Notices that all subscribers have passed are dropped, others stay", DropsPassed),
        new("Positions grow on after reopening, also from an empty outbox", PositionsGrow),
        new("A subscriber that is not named any more is forgotten, and positions grow on", ForgetsUnnamed),
        new("Relays that share a store keep their positions apart", PerRelay),
        new("A reader that follows the outbox misses nothing", Follows),
        new("A message's completion is told once, with the change that takes its last entry", TellsCompletion),
        new("A completion is told only when the change asks for it", TellsOnlyWhenAsked),
        new("After a crash a message is gone and its completion told, or neither", TellsWholeOrNot),
    ];

    private static MessageCompleted Completed(int number) => new() { EventId = $"e{number}", At = Noon, MessageId = new MessageId(number) };

    private static Task<SpoolReceipt> Commit(SpoolScene scene, params int[] numbers) =>
        scene.CommitAsync(new SpoolChange { Notices = [.. numbers.Select(Completed)] });

    private static async Task<IReadOnlyList<OutboxNotice>> Read(SpoolScene scene, long after = 0, int limit = 1000) =>
        await scene.Store.Outbox.ReadAsync(after, limit, scene.Cancelled);

    private static async Task InOrder(SpoolScene scene)
    {
        await Commit(scene, 1, 2);
        await Commit(scene, 3);
        await scene.CrashAsync();
        await Commit(scene, 4, 5);
        IReadOnlyList<OutboxNotice> all = await Read(scene);
        RequireEqual("e1 e2 e3 e4 e5", Ids(all), "notices");
        for (int i = 1; i < all.Count; i++)
            Require(all[i].Position > all[i - 1].Position, "positions do not grow");
        IReadOnlyList<OutboxNotice> some = await Read(scene, all[1].Position, 2);
        RequireEqual("e3 e4", Ids(some), "two notices after the second");
    }

    private static async Task RoundTrip(SpoolScene scene)
    {
        var attempt = new AttemptFacts
        {
            AttemptId = "A1",
            Number = 2,
            Transport = "remote",
            Host = "mx.dest.example",
            EndPoint = IPEndPoint.Parse("192.0.2.1:25"),
            Tls = new TlsFacts { Version = "TLSv1.3", CipherSuite = "TLS_AES_128_GCM_SHA256", Verified = "dane", ServerName = "mx.dest.example" },
            Duration = TimeSpan.FromMilliseconds(12.5),
        };
        var origin = new OriginFacts
        {
            Remote = IPEndPoint.Parse("[2001:db8::9]:40000"),
            Local = IPEndPoint.Parse("192.0.2.25:25"),
            Helo = "client.example",
            AuthenticatedUser = "grün"
        };
        Mailbox recipient = Mailbox.Parse("a@b.example");
        MessageNotice[] notices =
        [
            new MessageQueued { EventId = "q", At = Noon, MessageId = new MessageId(1), Origin = origin, ReversePath = ReversePath.Null,
                Recipients = [recipient, Mailbox.Parse("grün@c.example")], SizeOctets = 5_000_000_000 },
            new RecipientDelivered { EventId = "d", At = Noon, MessageId = new MessageId(1), ReversePath = ReversePath.From(recipient),
                Recipient = recipient, Reply = new SmtpReply(250, "2.0.0", "\"ok\""), Attempt = attempt },
            new RecipientDeferred { EventId = "f", At = Noon, MessageId = new MessageId(1), ReversePath = ReversePath.Null, Recipient = recipient,
                Reply = new SmtpReply(450, EnhancedStatus.None, ""), NextAttemptAt = Noon.AddHours(1) },
            new RecipientFailed { EventId = "x", At = Noon, MessageId = new MessageId(1), ReversePath = ReversePath.Null, Recipient = recipient,
                Reply = new SmtpReply(550, "5.1.1", "no\nsuch") },
            Completed(9),
        ];
        await scene.CommitAsync(new SpoolChange { Notices = notices });
        await scene.ReopenAsync();
        IReadOnlyList<OutboxNotice> found = await Read(scene);
        RequireEqual(notices.Length, found.Count, "notices");
        for (int i = 0; i < notices.Length; i++)
        {
            // As JSON, because records do not compare the items of their lists.
            RequireEqual(JsonSerializer.Serialize(notices[i]), JsonSerializer.Serialize(found[i].Notice), $"notice {i}");
        }
    }

    private static async Task DropsPassed(SpoolScene scene)
    {
        await Commit(scene, 1, 2, 3, 4);
        IReadOnlyList<OutboxNotice> all = await Read(scene);
        var positions = new Dictionary<string, long> { ["slow"] = all[1].Position, ["quick"] = all[3].Position };
        await scene.Store.Outbox.SavePositionsAsync("relay", positions, scene.Cancelled);
        RequireEqual("e3 e4", Ids(await Read(scene)), "notices left");
        await Commit(scene, 5); // durable with a later commit
        await scene.CrashAsync();
        IReadOnlyDictionary<string, long> saved = await scene.Store.Outbox.LoadPositionsAsync("relay", scene.Cancelled);
        RequireEqual(2, saved.Count, "saved positions");
        RequireEqual(all[1].Position, saved["slow"], "the position of the slow subscriber");
        RequireEqual(all[3].Position, saved["quick"], "the position of the quick subscriber");
    }

    private static async Task PositionsGrow(SpoolScene scene)
    {
        long last = 0;
        for (int run = 0; run < 3; run++)
        {
            await Commit(scene, run);
            OutboxNotice notice = (await Read(scene, last))[0];
            Require(notice.Position > last, "a position was given again after reopening");
            last = notice.Position;
            await scene.Store.Outbox.SavePositionsAsync("relay", new Dictionary<string, long> { ["only"] = last }, scene.Cancelled);
            await scene.ReopenAsync();
        }
    }

    private static async Task ForgetsUnnamed(SpoolScene scene)
    {
        long last = 0;
        for (int run = 0; run < 3; run++)
        {
            await Commit(scene, run);
            OutboxNotice notice = (await Read(scene, last))[0];
            Require(notice.Position > last, "a position was given again although it had been passed");
            last = notice.Position;
            await scene.Store.Outbox.SavePositionsAsync("relay", new Dictionary<string, long> { ["stays"] = last, ["goes"] = last }, scene.Cancelled);
            await scene.Store.Outbox.SavePositionsAsync("relay", new Dictionary<string, long> { ["stays"] = last }, scene.Cancelled);
            RequireEqual("stays", string.Join(' ', (await scene.Store.Outbox.LoadPositionsAsync("relay", scene.Cancelled)).Keys),
                "subscribers while one is left");
            await scene.Store.Outbox.SavePositionsAsync("relay", new Dictionary<string, long>(), scene.Cancelled);
            await scene.ReopenAsync();
            RequireEqual(0, (await scene.Store.Outbox.LoadPositionsAsync("relay", scene.Cancelled)).Count, "subscribers when none is left");
        }
    }

    private static async Task PerRelay(SpoolScene scene)
    {
        await Commit(scene, 1, 2, 3);
        IReadOnlyList<OutboxNotice> all = await Read(scene);
        Task Save(string relay, long position) =>
            scene.Store.Outbox.SavePositionsAsync(relay, new Dictionary<string, long> { ["same"] = position }, scene.Cancelled).AsTask();
        await Save("north", all[0].Position);
        await Save("south", all[1].Position);
        RequireEqual("e2 e3", Ids(await Read(scene)), "notices that not all relays have passed");
        await scene.ReopenAsync();
        RequireEqual(all[0].Position, (await scene.Store.Outbox.LoadPositionsAsync("north", scene.Cancelled))["same"], "position of the first relay");
        RequireEqual(all[1].Position, (await scene.Store.Outbox.LoadPositionsAsync("south", scene.Cancelled))["same"],
            "position of the second relay");
        RequireEqual(0, (await scene.Store.Outbox.LoadPositionsAsync("west", scene.Cancelled)).Count, "positions of a relay that never saved any");

        // A relay that has gone for good holds up nothing more.
        await scene.Store.Outbox.SavePositionsAsync("north", new Dictionary<string, long>(), scene.Cancelled);
        RequireEqual(1, (await scene.Store.Outbox.LoadPositionsAsync("south", scene.Cancelled)).Count, "subscribers of the relay that is left");
        RequireEqual("e3", Ids(await Read(scene)), "notices once the slower relay is forgotten");
    }

    private static async Task Follows(SpoolScene scene)
    {
        const int Writers = 8;
        const int Each = 30;
        Task writing = Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(async () =>
        {
            for (int i = 0; i < Each; i++)
                await Commit(scene, (writer * 1000) + i);
        })));
        var seen = new HashSet<string>();
        long position = 0;
        while (seen.Count < Writers * Each)
        {
            bool ended = writing.IsCompleted;
            IReadOnlyList<OutboxNotice> some = await Read(scene, position, 7);
            foreach (OutboxNotice notice in some)
                Require(seen.Add(notice.Notice.EventId), "a notice was read twice");
            position = some.Count > 0 ? some[^1].Position : position;
            Require(!ended || some.Count > 0 || seen.Count == Writers * Each, "a notice appeared before the position of one that had been read");
            await Task.Yield();
        }

        await writing;
    }

    private static Task<SpoolReceipt> End(SpoolScene scene, params IEnumerable<ClaimedEntry> entries) => scene.CommitAsync(new SpoolChange
    {
        Updates = [.. entries.Select(static claimed => new EntryUpdate(claimed.Entry, null))],
        Notices = [Completed(0)],
        CompletedAt = Noon.AddMinutes(1),
    });

    private static async Task TellsCompletion(SpoolScene scene)
    {
        IReadOnlyList<ClaimedEntry> three = await scene.QueueAsync(claim: true, "a.example", "b.example", "c.example");
        IReadOnlyList<ClaimedEntry> one = await scene.QueueAsync(claim: true, "a.example");
        MessageCompleted first = MessageCompleted.Of(three[0].Entry.Message, Noon.AddMinutes(1));
        MessageCompleted second = MessageCompleted.Of(one[0].Entry.Message, Noon.AddMinutes(1));
        await End(scene, three[0]);
        RequireEqual("e0", Ids(await Read(scene)), "notices while two entries are left");
        await End(scene, three[1], one[0], three[2]);
        await scene.CrashAsync();
        IReadOnlyList<OutboxNotice> all = await Read(scene);
        RequireEqual("e0 e0", Ids(all.Take(2)), "the notices of the changes, which come first");
        RequireEqual(4, all.Count, "notices after the last entries");
        Require(all.Skip(2).Any(notice => notice.Notice == first), "the completion of the message with three entries is not told");
        Require(all.Skip(2).Any(notice => notice.Notice == second), "the completion of the message with one entry is not told");
        await End(scene, three.Concat(one));
        RequireEqual("e0", Ids(await Read(scene, all[^1].Position)), "notices of a repeated change");
    }

    private static async Task TellsOnlyWhenAsked(SpoolScene scene)
    {
        IReadOnlyList<ClaimedEntry> entries = await scene.QueueAsync(claim: true, "a.example", "b.example");
        await scene.CommitAsync(
            new SpoolChange
            {
                Updates = [new EntryUpdate(entries[0].Entry, entries[0].Entry with { Attempts = 1 }, KeepClaim: true)],
                CompletedAt = Noon
            });
        await scene.CommitAsync(new EntryUpdate(entries[0].Entry, null), new EntryUpdate(entries[1].Entry, null));
        RequireEqual(0, (await Read(scene)).Count, "notices that no subscriber asked for");
    }

    private static async Task TellsWholeOrNot(SpoolScene scene)
    {
        var ended = new List<(MessageId Id, Task<SpoolReceipt> Commit)>();
        for (int i = 0; i < 60; i++)
        {
            IReadOnlyList<ClaimedEntry> entries = await scene.QueueAsync(claim: true, "a.example", "b.example");
            MessageId id = entries[0].Entry.Message.Id;
            if (i % 2 == 0)
            {
                ended.Add((id, End(scene, entries)));
                continue;
            }

            _ = End(scene, entries[0]).Exception;
            ended.Add((id, End(scene, entries[1])));
        }

        await scene.CrashAsync();
        List<QueueEntry> left = await scene.ListAsync();
        ILookup<MessageId, OutboxNotice> told = (await Read(scene)).Where(notice => notice.Notice.EventId != "e0")
            .ToLookup(notice => notice.Notice.MessageId);
        foreach ((MessageId id, Task<SpoolReceipt> commit) in ended)
        {
            _ = commit.Exception; // seen
            bool gone = !left.Exists(entry => entry.Message.Id == id);
            RequireEqual(gone ? 1 : 0, told[id].Count(), $"completions told of a message that is {(gone ? "gone" : "there")}");
        }
    }

    private static string Ids(IEnumerable<OutboxNotice> notices) => string.Join(' ', notices.Select(static notice => notice.Notice.EventId));
}
