using Relay.Core.Scheduling.Attempts;
using Relay.Core.Scheduling.Destinations;
using Relay.Core.Scheduling.Outcomes;
using Relay.Sdk.Replies;
using Relay.Sdk.Spool;

namespace Relay.Core.Scheduling.Administration;

/// <summary>Answers why an entry of the queue waits.</summary>
internal sealed class WaitReasons(DestinationTable destinations, CrashSuspectGate suspects, OutcomeCommitter committer, TimeProvider clock)
{
    public WaitReason Of(QueueEntry entry)
    {
        if (committer.IsUnstored(entry.EntryId))
            return new WaitReason(WaitKind.Storage, "the spool could not store what became of its last attempt; the log says why", null);
        switch (entry.Hold)
        {
            case QueueHold.Operator:
                return new WaitReason(WaitKind.HeldByOperator, "held by an operator", null);
            case QueueHold.Quarantine:
                return new WaitReason(WaitKind.Quarantine, $"held by the relay: it was being sent in {entry.Crashes} crashes", null);
            default:
                break;
        }

        if (suspects.Holds(entry.EntryId))
            return new WaitReason(WaitKind.Suspects, "it was being sent in crashes; such mail is attempted one message at a time", null);
        if (entry.DueAt > clock.GetUtcNow())
            return Later(entry);
        return destinations.Find(entry.Destination)?.WaitReasonOf(entry)
            ?? new WaitReason(WaitKind.Turn, "it is due and about to be fetched from the spool", null);
    }

    private static WaitReason Later(QueueEntry entry)
    {
        SmtpReply? reply = null;
        bool settled = true;
        foreach (QueuedRecipient recipient in entry.Recipients)
        {
            settled &= recipient.IsSettled;
            reply ??= recipient.LastReply;
        }

        return settled
            ? new WaitReason(WaitKind.Report, "a report about it found no room in the spool", entry.DueAt)
            : new WaitReason(WaitKind.RetryTime, reply is null ? "its retry time" : $"its retry time, after: {reply}", entry.DueAt);
    }
}
