using Relay.Core.Delivery;
using Relay.Core.Routing;
using Relay.Core.Scheduling.Outcomes;
using Relay.Core.Scheduling.Timing;
using Relay.Sdk.Spool;

namespace Relay.Core.Scheduling.Attempts;

/// <summary>The recipients of an entry that go the same way now.</summary>
internal sealed class RecipientGroup(RouteTarget target)
{
    private readonly List<int> indexes = new(1);

    public RouteTarget Target { get; } = target;

    /// <summary>Positions in <see cref="QueueEntry.Recipients"/>.</summary>
    public IReadOnlyList<int> Indexes => indexes;

    /// <summary>All recipients of an entry.</summary>
    public static RecipientGroup Whole(QueueEntry entry, RouteTarget target)
    {
        var group = new RecipientGroup(target);
        for (int i = 0; i < entry.Recipients.Count; i++)
            group.indexes.Add(i);
        return group;
    }

    /// <summary>Asks for the route of each recipient and groups the recipients that share one. Recipients without a route get their outcome here;
    /// settled recipients are left out.</summary>
    public static async ValueTask<List<RecipientGroup>> FormAsync(
        RecipientRouter router, QueueEntry entry, RecipientFate[] fates, TimeProvider clock, CancellationToken cancellationToken)
    {
        var groups = new List<RecipientGroup>(1);
        bool plugins = router.HasRouters;
        bool mayWait = plugins || router.NeedsLookups;
        var patience = new LookupPatience(clock);
        RecipientGroup? last = null;
        for (int i = 0; i < fates.Length; i++)
        {
            if (entry.Recipients[i].IsSettled)
                continue;

            // Neighbours with the same domain have the same route by the table; only plugins look at more.
            if (!plugins && last is not null && entry.Recipients[i].Mailbox.Domain == entry.Recipients[last.indexes[^1]].Mailbox.Domain)
            {
                last.indexes.Add(i);
                continue;
            }

            if (mayWait && patience.IsOver)
            {
                fates[i] = new RecipientFate { Outcome = new RecipientOutcome.Deferred(RouteReplies.TooSlow()) };
                continue;
            }

            TargetOutcome found = plugins
                ? await router.FindAsync(entry.Recipients[i].Mailbox, entry.Message.ReversePath, cancellationToken)
                : await router.FromTableAsync(entry.Recipients[i].Mailbox, cancellationToken);
            last = found.Target is { } wanted ? GroupOf(groups, wanted) : null;
            if (last is not null)
                last.indexes.Add(i);
            else
                fates[i] = new RecipientFate { Outcome = Refused(found.Refusal!) };
        }

        return groups;
    }

    /// <summary>Gives all of them the same fate.</summary>
    public void Fill(RecipientFate[] fates, RecipientFate fate)
    {
        foreach (int i in indexes)
            fates[i] = fate;
    }

    private static RecipientGroup GroupOf(List<RecipientGroup> groups, RouteTarget wanted)
    {
        foreach (RecipientGroup group in groups)
        {
            if (group.Target.SharesConnectionsWith(wanted))
                return group;
        }

        var added = new RecipientGroup(wanted);
        groups.Add(added);
        return added;
    }

    private static RecipientOutcome Refused(RouteOutcome refusal) => refusal switch
    {
        RouteOutcome.Failed failed => new RecipientOutcome.Failed(failed.Reply),
        RouteOutcome.Deferred deferred => new RecipientOutcome.Deferred(deferred.Reply),
        _ => throw new InvalidOperationException("a resolved route is no refusal"),
    };
}
