using Relay.Sdk.Mail;
using Relay.Sdk.Spool;
using static Relay.Sdk.Testing.Spool.SpoolScene;

namespace Relay.Sdk.Testing.Spool;

internal static class ListingPromises
{
    public static IEnumerable<SpoolPromise> All { get; } =
    [
        new("Entries are listed in the order of acceptance, claimed ones included", InOrder),
        new("A filter selects by every criterion, and by several at once", Filters),
        new("Pages follow each other without a gap, while mail comes and goes", Pages),
        new("Entries are counted as they are listed", Counts),
        new("Destinations are listed with what waits for each, held entries left out", Destinations),
        new("Listing goes on while mail comes and goes", WhileWriting),
    ];

    private static async Task InOrder(SpoolScene scene)
    {
        const int Messages = 700;
        for (int i = 0; i < Messages; i++)
            await scene.ReleaseAsync([.. (await scene.QueueAsync(claim: i % 3 == 0, "dest.example")).Where((_, index) => index > 0)]);
        List<QueueEntry> all = await scene.ListAsync();
        RequireEqual(Messages, all.Count, "entries");
        for (int i = 1; i < all.Count; i++)
            Require(all[i - 1].Message.Id < all[i].Message.Id, "entries are not in the order of acceptance");
        RequireEqual(3, (await scene.ListAsync(new QueueFilter { Limit = 3 })).Count, "entries with a limit of 3");
    }

    private static async Task Filters(SpoolScene scene)
    {
        QueuedMessage one = scene.Message();
        QueuedMessage two = scene.Message() with { ReversePath = ReversePath.Null };
        await scene.CommitAsync(
            await scene.NewAsync(one, [], claim: false, Entry(one, "a.example"), Entry(one, "b.example") with { Hold = QueueHold.Operator }),
            await scene.NewAsync(two, [], claim: false, Entry(two, "a.example")));

        async Task Expect(int count, QueueFilter filter) =>
            RequireEqual(count, (await scene.ListAsync(filter)).Count, $"entries selected by {filter}");
        await Expect(3, new QueueFilter());
        await Expect(2, new QueueFilter { MessageId = one.Id });
        await Expect(0, new QueueFilter { MessageId = new MessageId(5) });
        await Expect(2, new QueueFilter { Destination = "a.example" });
        await Expect(2, new QueueFilter { ReversePath = "SENDER@client.example" });
        await Expect(1, new QueueFilter { ReversePath = "" });
        await Expect(2, new QueueFilter { Recipient = "User@A.example" });
        await Expect(1, new QueueFilter { Recipient = "@B.example" });
        await Expect(0, new QueueFilter { Recipient = "@example" });
        await Expect(0, new QueueFilter { ReceivedBefore = Noon });
        await Expect(3, new QueueFilter { ReceivedBefore = Noon.AddTicks(1) });
        await Expect(1, new QueueFilter { Held = true });
        await Expect(2, new QueueFilter { Held = false });
        await Expect(1, new QueueFilter { Destination = "a.example", ReversePath = "", Held = false, Recipient = "@a.example", MessageId = two.Id });
    }

    private static async Task Pages(SpoolScene scene)
    {
        for (int i = 0; i < 25; i++)
            await scene.QueueAsync(claim: false, i % 2 == 0 ? "even.example" : "odd.example");
        var seen = new List<long>();
        long? after = null;
        while (await scene.ListAsync(new QueueFilter { Destination = "even.example", After = after, Limit = 4 }) is { Count: > 0 } page)
        {
            foreach (QueueEntry entry in page)
                Require(entry.EntryId > (after ?? 0) && seen.Count < 14, "a page begins before the end of the one before it");
            seen.AddRange(page.Select(static entry => entry.EntryId));
            after = seen[^1];

            // The last of the page leaves the queue: the next page still begins behind it.
            ClaimedEntry? gone = await scene.Store.Queue.ClaimAsync(after.Value, scene.Cancelled);
            await scene.CommitAsync(new EntryUpdate(gone!.Entry, null));
        }

        RequireEqual(13, seen.Distinct().Count(), "entries of all pages");
        RequireEqual(0, (await scene.ListAsync(new QueueFilter { MessageId = new MessageId(5), After = 3 })).Count,
            "entries of a message that is not there");
    }

    private static async Task Counts(SpoolScene scene)
    {
        for (int i = 0; i < 300; i++)
            await scene.QueueAsync(claim: i % 2 == 0, i % 3 == 0 ? "a.example" : "b.example");
        foreach (QueueFilter filter in new QueueFilter[] { new(), new() { Destination = "a.example" }, new() { Limit = 7 }, new() { Held = true } })
            RequireEqual((await scene.ListAsync(filter)).Count, await scene.Store.Queue.CountAsync(filter, scene.Cancelled),
                $"entries counted by {filter}");
    }

    private static async Task Destinations(SpoolScene scene)
    {
        QueuedMessage message = scene.Message();
        await scene.CommitAsync(await scene.NewAsync(
            message,
            [],
            claim: false,
            Entry(message, "a.example", Noon.AddHours(2)),
            Entry(message, "a.example", Noon.AddHours(1)),
            Entry(message, "a.example", Noon) with { Hold = QueueHold.Operator },
            Entry(message, "b.example"),
            Entry(message, "c.example") with { Hold = QueueHold.Quarantine }));
        var found = new List<DestinationBacklog>();
        await foreach (DestinationBacklog destination in scene.Store.Queue.ListDestinationsAsync(scene.Cancelled))
            found.Add(destination);
        found.Sort((one, two) => string.CompareOrdinal(one.Destination, two.Destination));
        RequireEqual(2, found.Count, "destinations");
        RequireEqual(new DestinationBacklog("a.example", Noon.AddHours(1), 2), found[0], "destination");
        RequireEqual(new DestinationBacklog("b.example", Noon, 1), found[1], "destination");
    }

    private static async Task WhileWriting(SpoolScene scene)
    {
        for (int i = 0; i < 300; i++)
            await scene.QueueAsync(claim: false, "dest.example");
        int listed = 0;
        await foreach (QueueEntry entry in scene.Store.Queue.ListAsync(new QueueFilter(), scene.Cancelled))
        {
            listed++;
            ClaimedEntry? claimed = await scene.Store.Queue.ClaimAsync(entry.EntryId, scene.Cancelled);
            if (claimed is not null)
                await scene.CommitAsync(new EntryUpdate(claimed.Entry, null));
        }

        RequireEqual(300, listed, "entries listed while each was removed");
        RequireEqual(0, (await scene.ListAsync()).Count, "entries left");
    }
}
