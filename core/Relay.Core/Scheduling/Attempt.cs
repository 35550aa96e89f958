using Relay.Core.Delivery;
using Relay.Sdk.Replies;
using Relay.Sdk.Spool;

namespace Relay.Core.Scheduling;

/// <summary>Sends one entry's content to groups of its recipients, in as many transactions as the limits ask for.</summary>
internal sealed class Attempt(SchedulerContext context, OutboundLink link, QueueEntry entry, SpooledContent content, RecipientResult[] results)
{
    private static readonly SmtpReply ConnectionLost = new(451, "4.4.2", "The connection was lost");

    private readonly string id = AttemptId.Of(entry);

    /// <summary>The last reply that was no success.</summary>
    public SmtpReply LastReply { get; private set; } = ConnectionLost;

    /// <summary>Sends to a group; the results of its recipients are set, but for those that the relay's stop cut off.</summary>
    public async ValueTask<GroupEnd> SendAsync(RecipientGroup group)
    {
        try
        {
            return await SendAllAsync(group);
        }
        catch (OperationCanceledException) when (context.Abort.IsCancellationRequested)
        {
            return GroupEnd.GivenUp;
        }
    }

    private async ValueTask<GroupEnd> SendAllAsync(RecipientGroup group)
    {
        IReadOnlyList<int> left = group.Indexes;
        bool lasting = false;
        while (left.Count > 0)
        {
            List<int>? again = null;
            int taken = 0;
            for (int start = 0; start < left.Count;)
            {
                long began = context.Clock.GetTimestamp();
                OutboundLink.Refusal? refusal = await link.ReadyAsync(group.Target, RequireTls.Binds(entry.Message), id, context.Abort);
                if (refusal is not null)
                    return Refuse(group, left, start, again, refusal, context.Clock.GetElapsedTime(began), lasting);
                int count = Math.Min(left.Count - start, Math.Max(1, link.Session!.MaxRecipients));
                TransactionOutcome outcome = await SendOneAsync(left, start, count);
                if (outcome.StaleConnection)
                {
                    // Nothing was tried: once more, on a connection that cannot be stale.
                    await link.CloseAsync();
                    refusal = await link.ReadyAsync(group.Target, RequireTls.Binds(entry.Message), id, context.Abort);
                    if (refusal is not null)
                        return Refuse(group, left, start, again, refusal, context.Clock.GetElapsedTime(began), lasting);
                    outcome = await SendOneAsync(left, start, count);
                }

                taken += Note(group, left, start, outcome, context.Clock.GetElapsedTime(began), ref again, ref lasting);
                start += count;
            }

            // With no recipient taken, another round would hear the same.
            if (again is null || taken == 0)
                break;
            left = again;
        }

        return lasting || link.IsAlive ? GroupEnd.Sent : GroupEnd.Broken;
    }

    private ValueTask<TransactionOutcome> SendOneAsync(IReadOnlyList<int> indexes, int start, int count)
    {
        IReadOnlyList<QueuedRecipient> recipients = entry.Recipients;
        if (count != recipients.Count)
        {
            var some = new QueuedRecipient[count];
            for (int i = 0; i < count; i++)
                some[i] = entry.Recipients[indexes[start + i]];
            recipients = some;
        }

        return link.SendAsync(new OutboundMessage(entry.Message, recipients, content), context.Abort);
    }

    /// <summary>Notes the outcomes of one transaction; gives the number of recipients that were taken.</summary>
    private int Note(
        RecipientGroup group, IReadOnlyList<int> indexes, int start, TransactionOutcome outcome, TimeSpan duration, ref List<int>? again, ref bool lasting)
    {
        var leg = new AttemptLeg
        {
            Transport = group.Target.TransportName,
            Host = link.Session!.Host,
            Tls = link.Session.Tls,
            DsnPassedOn = outcome.DsnPassedOn,
            Duration = duration,
        };
        int taken = 0;
        for (int i = 0; i < outcome.Recipients.Count; i++)
        {
            RecipientOutcome one = outcome.Recipients[i];
            results[indexes[start + i]] = new RecipientResult(one, leg);
            if (one is RecipientOutcome.Delivered)
                taken++;
            else
                LastReply = one.Reply;
            lasting |= one is not RecipientOutcome.Deferred;
            if (one is RecipientOutcome.Deferred { MaybeDelivered: false } && IsTooMany(one.Reply) && link.IsAlive)
                (again ??= []).Add(indexes[start + i]);
        }

        return taken;
    }

    private GroupEnd Refuse(
        RecipientGroup group, IReadOnlyList<int> left, int start, List<int>? again, OutboundLink.Refusal refusal, TimeSpan duration, bool lasting)
    {
        LastReply = refusal.Reply;
        RecipientOutcome outcome = refusal.Reply.IsPermanent ? new RecipientOutcome.Failed(refusal.Reply) : new RecipientOutcome.Deferred(refusal.Reply);
        var leg = new AttemptLeg { Transport = group.Target.TransportName, Host = refusal.Host, Duration = duration };
        for (int i = start; i < left.Count; i++)
            results[left[i]] = new RecipientResult(outcome, leg);
        if (lasting)
            return GroupEnd.Sent;
        if (again is not null)
            return GroupEnd.Broken;
        return refusal.Reply.IsPermanent ? GroupEnd.Refused : GroupEnd.Unreachable;
    }

    // RFC 5321 §4.5.3.1.10: the host takes no more recipients in this transaction; the rest goes in the next one, at once.
    private static bool IsTooMany(SmtpReply reply) => reply.Code == 452 && (reply.Status.IsNone || reply.Status is { Subject: 5, Detail: 3 });
}
