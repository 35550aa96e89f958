using System.Runtime.CompilerServices;
using Relay.Core.Delivery;
using Relay.Core.Scheduling.Connections;
using Relay.Core.Scheduling.Entries;
using Relay.Core.Scheduling.Outcomes;
using Relay.Sdk.Events;
using Relay.Sdk.Replies;
using Relay.Sdk.Spool;

namespace Relay.Core.Scheduling.Attempts;

/// <summary>Sends one entry's content to groups of its recipients, in as many transactions as the limits ask for, and to the next host when one declines.</summary>
/// <remarks>
/// RFC 5321 §5.1: the addresses are tried in order until an attempt succeeds. What a host says of a recipient or of the content is an outcome; that it takes
/// nothing now (4xx to MAIL, 421, a connection that broke before it had the content) sends the same recipients to the next one, never those that it may have.
/// </remarks>
internal sealed partial class DeliveryAttempt(SchedulerContext context, WorkerConnection link, QueueEntry entry, SpooledContent content, RecipientResult[] results)
{
    private static readonly SmtpReply ConnectionLost = new(451, "4.4.2", "The connection was lost");

    private readonly string id = AttemptId.Of(entry);
    private readonly bool requireTls = RequireTls.Binds(entry.Message);

    // Of the group at hand: how it stands, whether a reply was lasting, who is to be offered once more, and whether to another host.
    private GroupEnd? end;
    private bool lasting;
    private List<int>? again;
    private bool hostLeft;

    /// <summary>The last reply that was no success.</summary>
    public SmtpReply LastReply { get; private set; } = ConnectionLost;

    /// <summary>Sends to a group; the results of its recipients are set, but for those that the relay's stop cut off.</summary>
    public async ValueTask<GroupEnd> SendAsync(RecipientGroup group)
    {
        (end, lasting) = (null, false);
        link.BeginGroup();
        try
        {
            return await SendAllAsync(group);
        }
        catch (OperationCanceledException) when (context.Abort.IsCancellationRequested)
        {
            return GroupEnd.GivenUp;
        }
        finally
        {
            if (link.Trail is { } trail)
                Attach(group, trail);
        }
    }

    private void Attach(RecipientGroup group, AttemptTrail trail)
    {
        foreach (int i in group.Indexes)
        {
            if (results[i].Leg is { } leg)
                leg.Trail = trail;
        }
    }

    private async ValueTask<GroupEnd> SendAllAsync(RecipientGroup group)
    {
        IReadOnlyList<int> left = group.Indexes;
        while (true)
        {
            (again, hostLeft) = (null, false);
            for (int start = 0; start < left.Count;)
            {
                int sent = await SendSomeAsync(group, left, start);
                if (sent == 0)
                    return end!.Value;
                start += sent;
            }

            // Each round settles somebody or leaves a host, so there are only so many; another one than that would hear the same.
            if (again is null || (again.Count == left.Count && !hostLeft))
                return end!.Value;
            left = again;
        }
    }

    /// <summary>Sends to as many as fit into one transaction; gives their number, 0 when there is no host for it.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<int> SendSomeAsync(RecipientGroup group, IReadOnlyList<int> left, int start)
    {
        long began = context.Clock.GetTimestamp();
        for (bool renewed = false; ; renewed = true)
        {
            WorkerConnection.Refusal? refusal = await link.ReadyAsync(group.Target, requireTls, id, context.Abort);
            if (refusal is not null)
            {
                Refuse(group, left, start, refusal, context.Clock.GetElapsedTime(began));
                return 0;
            }

            int count = Math.Min(left.Count - start, Math.Max(1, link.Session!.MaxRecipients));
            TransactionOutcome outcome = await SendOneAsync(left, start, count);
            if (outcome.StaleConnection && !renewed)
            {
                // Nothing was tried: once more, on a connection that cannot be stale.
                await link.CloseAsync();
                continue;
            }

            SmtpReply? deferral = Note(group, left, start, outcome, context.Clock.GetElapsedTime(began));
            if (outcome.HostDeclines && deferral is not null)
                await LeaveHostAsync(deferral, outcome.ConnectionEnded);
            return count;
        }
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

    /// <summary>Notes the outcomes of one transaction; gives a reply for which somebody is deferred.</summary>
    private SmtpReply? Note(RecipientGroup group, IReadOnlyList<int> indexes, int start, TransactionOutcome outcome, TimeSpan duration)
    {
        var leg = new AttemptLeg
        {
            Transport = group.Target.TransportName,
            Router = group.Target.Router,
            Trouble = outcome.ConnectionEnded ? DeliveryTrouble.Reset : DeliveryTrouble.Local,
            Host = link.Session!.Host,
            Tls = link.Session.Tls,
            DsnPassedOn = outcome.DsnPassedOn,
            Duration = duration,
        };
        SmtpReply? deferral = null;
        for (int i = 0; i < outcome.Recipients.Count; i++)
        {
            RecipientOutcome one = outcome.Recipients[i];
            results[indexes[start + i]] = new RecipientResult(one, leg);
            if (one is not RecipientOutcome.Delivered)
                LastReply = one.Reply;
            if (one is RecipientOutcome.Deferred { IsReplyToRecipient: true })
                link.NoteRecipient(indexes[start + i], one.Reply, leg);
            if (one is RecipientOutcome.Deferred)
                deferral = one.Reply;
            else
                lasting = true;
            if (one is RecipientOutcome.Deferred { MaybeDelivered: false } && (outcome.HostDeclines || (IsTooMany(one.Reply) && !outcome.ConnectionEnded)))
                (again ??= []).Add(indexes[start + i]);
        }

        end = lasting || !outcome.ConnectionEnded ? GroupEnd.Sent : GroupEnd.Broken;
        return deferral;
    }

    private async ValueTask LeaveHostAsync(SmtpReply deferral, bool broken)
    {
        hostLeft = true;
        LogDeclined(context.Log, id, link.Session!.Host.Name, link.Session.Host.EndPoint, deferral);
        await link.LeaveHostAsync(deferral, broken);
    }

    /// <summary>Notes that there is no host for those who are left. What an earlier host said of one of them stands.</summary>
    private void Refuse(RecipientGroup group, IReadOnlyList<int> left, int start, WorkerConnection.Refusal refusal, TimeSpan duration)
    {
        RecipientOutcome outcome = refusal.Reply.IsPermanent ? new RecipientOutcome.Failed(refusal.Reply) : new RecipientOutcome.Deferred(refusal.Reply);
        var leg = new AttemptLeg
        {
            Transport = group.Target.TransportName,
            Router = group.Target.Router,
            Host = refusal.Host,
            Trouble = refusal.Trouble,
            OsError = refusal.OsError,
            Duration = duration,
        };
        for (int i = start; i < left.Count; i++)
        {
            if (results[left[i]].Outcome is null)
                results[left[i]] = new RecipientResult(outcome, leg);
        }

        if (end is not null)
            return;
        LastReply = refusal.Reply;
        end = refusal.Reply.IsPermanent ? GroupEnd.Refused : GroupEnd.Unreachable;
    }

    // RFC 5321 §4.5.3.1.10: the host takes no more recipients in this transaction; the rest goes in the next one, at once.
    private static bool IsTooMany(SmtpReply reply) => reply.Code == 452 && (reply.Status.IsNone || reply.Status is { Subject: 5, Detail: 3 });
}
