using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Relay.Core.Delivery;
using Relay.Core.Scheduling.Connections;
using Relay.Core.Scheduling.Entries;
using Relay.Core.Scheduling.Outcomes;
using Relay.Sdk.Events;
using Relay.Sdk.Replies;
using Relay.Sdk.Spool;

namespace Relay.Core.Scheduling.Attempts;

/// <summary>Sends one entry's content to groups of its recipients, in as many transactions as the limits ask for, and to the next host when one
/// declines.</summary>
/// <remarks>
/// RFC 5321 §5.1: the addresses are tried in order until an attempt succeeds. What a host says of a recipient or of the content is an outcome; that
/// it takes nothing now (4xx to MAIL, 421, a connection that broke before it had the content) sends the same recipients to the next host, never those
/// that it may have.
/// </remarks>
internal sealed partial class DeliveryAttempt(
    QueueEntry entry, SpooledContent content, RecipientFate[] fates, WorkerConnection connection, TimeProvider clock, ILogger log,
    CancellationToken abort)
{
    private static readonly SmtpReply ConnectionLost = new(451, "4.4.2", "The connection was lost");

    private readonly string id = AttemptId.Of(entry);
    private readonly bool requireTls = RequireTls.Binds(entry.Message);

    // Of the group at hand: how sending ended, whether a reply was lasting, which recipients are offered once more, whether to another host, and
    // replies of 4xx to RCPT.
    private GroupEnd? end;
    private bool lasting;
    private List<int>? again;
    private bool hostLeft;
    private List<(int Recipient, SmtpReply Reply, AttemptLeg Leg)>? refusals;

    /// <summary>The last reply that was no success.</summary>
    public SmtpReply LastReply { get; private set; } = ConnectionLost;

    /// <summary>Sends to a group; its recipients have an outcome, but for those that the relay's stop cut off.</summary>
    public async ValueTask<GroupEnd> SendAsync(RecipientGroup group)
    {
        (end, lasting, refusals) = (null, false, null);
        connection.BeginGroup();
        try
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

                // Each pass settles a recipient or drops a host, so the loop ends. Asking the same host again would give the same replies.
                if (again is null || (again.Count == left.Count && !hostLeft))
                    return end!.Value;
                left = again;
            }
        }
        catch (OperationCanceledException) when (abort.IsCancellationRequested)
        {
            return GroupEnd.GivenUp;
        }
        finally
        {
            AttachTrail(group);
        }
    }

    private void AttachTrail(RecipientGroup group)
    {
        if (connection.Failures is null && refusals is null)
            return;
        var trail = new AttemptTrail { Hosts = connection.Failures ?? [], Recipients = refusals ?? [] };
        foreach (int i in group.Indexes)
        {
            if (fates[i].Leg is { } leg)
                leg.Trail = trail;
        }
    }

    /// <summary>Sends to as many as fit into one transaction; gives their number, 0 when there is no host for it.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<int> SendSomeAsync(RecipientGroup group, IReadOnlyList<int> left, int start)
    {
        long began = clock.GetTimestamp();
        for (bool renewed = false; ; renewed = true)
        {
            NoConnection? refusal = await connection.ReadyAsync(group.Target, requireTls, id, entry.Message, abort);
            if (refusal is not null)
            {
                Refuse(group, left, start, refusal, clock.GetElapsedTime(began));
                return 0;
            }

            int count = Math.Min(left.Count - start, Math.Max(1, connection.Session!.MaxRecipients));
            TransactionOutcome outcome = await SendOneAsync(left, start, count);
            if (outcome.StaleConnection && !renewed)
            {
                // Nothing was tried: once more, on a connection that cannot be stale.
                await connection.CloseAsync();
                continue;
            }

            RecipientOutcome? deferral = Note(group, left, start, outcome, clock.GetElapsedTime(began));
            if (outcome.HostDeclines && deferral is not null)
                await LeaveHostAsync(deferral, outcome);
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

        return connection.SendAsync(new OutboundMessage(entry.Message, recipients, content), abort);
    }

    /// <summary>Notes the outcomes of one transaction; gives the outcome of a deferred recipient.</summary>
    private RecipientOutcome? Note(RecipientGroup group, IReadOnlyList<int> indexes, int start, TransactionOutcome outcome, TimeSpan duration)
    {
        var leg = new AttemptLeg
        {
            Transport = group.Target.TransportName,
            Router = group.Target.Router,
            Trouble = outcome.Trouble,
            OsError = outcome.OsError,
            Host = connection.Session!.Host,
            Tls = connection.Session.Tls,
            DsnPassedOn = outcome.DsnPassedOn,
            Duration = duration,
        };
        RecipientOutcome? deferral = null;
        for (int i = 0; i < outcome.Recipients.Count; i++)
        {
            RecipientOutcome one = outcome.Recipients[i];
            fates[indexes[start + i]] = new RecipientFate { Outcome = one, Leg = leg };
            if (one is not RecipientOutcome.Delivered)
                LastReply = one.Reply;
            if (one is RecipientOutcome.Deferred { IsReplyToRecipient: true })
                (refusals ??= []).Add((indexes[start + i], one.Reply, leg));
            if (one is RecipientOutcome.Deferred)
                deferral = one;
            else
                lasting = true;
            if (one is RecipientOutcome.Deferred { MaybeDelivered: false }
                && (outcome.HostDeclines || (IsTooMany(one.Reply) && !outcome.ConnectionEnded)))
                (again ??= []).Add(indexes[start + i]);
        }

        end = lasting || !outcome.ConnectionEnded ? GroupEnd.Sent : GroupEnd.Broken;
        return deferral;
    }

    private async ValueTask LeaveHostAsync(RecipientOutcome deferral, TransactionOutcome outcome)
    {
        hostLeft = true;
        LogDeclined(log, id, connection.Session!.Host.Name, connection.Session.Host.EndPoint, deferral.Reply);
        await connection.LeaveHostAsync(deferral.Reply, deferral.IsPeersReply ? DeliveryTrouble.Reply : deferral.Trouble ?? outcome.Trouble, outcome);
    }

    /// <summary>Notes that there is no host for the recipients left. What an earlier host said of a recipient stands.</summary>
    private void Refuse(RecipientGroup group, IReadOnlyList<int> left, int start, NoConnection refusal, TimeSpan duration)
    {
        if (refusal.Kind is NoConnectionKind.NoLookup or NoConnectionKind.NoResources)
        {
            // The recipients left have no outcome, so they stay as they were.
            end ??= refusal.Kind == NoConnectionKind.NoLookup ? GroupEnd.NoLookup : GroupEnd.NoResources;
            return;
        }

        RecipientOutcome outcome = refusal.Reply.IsPermanent ? new RecipientOutcome.Failed(refusal.Reply)
            : new RecipientOutcome.Deferred(refusal.Reply);
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
            if (fates[left[i]].Outcome is null)
                fates[left[i]] = new RecipientFate { Outcome = outcome, Leg = leg };
        }

        if (end is not null)
            return;
        LastReply = refusal.Reply;
        end = refusal.Reply.IsPermanent ? GroupEnd.Refused : refusal.Kind == NoConnectionKind.Plugin ? GroupEnd.LeftOut : GroupEnd.Unreachable;
    }

    // RFC 5321 §4.5.3.1.10: the host takes no more recipients in this transaction; the rest goes in the next transaction, at once.
    private static bool IsTooMany(SmtpReply reply) => reply.Code == 452 && (reply.Status.IsNone || reply.Status is { Subject: 5, Detail: 3 });
}
