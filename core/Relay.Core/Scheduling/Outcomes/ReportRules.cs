using Relay.Core.Reports;
using Relay.Sdk.Mail;

namespace Relay.Core.Scheduling.Outcomes;

/// <summary>Which reports are owed (RFC 3461 §5.2).</summary>
internal static class ReportRules
{
    /// <summary>What the sender is owed a report of after an attempt; null for nothing.</summary>
    public static ReportKind? Owed(ReversePath reversePath, in RecipientFate fate) => fate.Kind switch
    {
        RecipientFateKind.Failed when OwesFailure(reversePath, fate.Recipient.Notify) => ReportKind.Failure,
        RecipientFateKind.Delivered when OwesRelayed(reversePath, fate.Recipient.Notify, fate.Leg!.DsnPassedOn) => ReportKind.Relayed,
        RecipientFateKind.Settled => fate.Reply!.IsPositive ? ReportKind.Relayed : ReportKind.Failure,
        _ => null,
    };

    /// <summary>A report of failure: unless NOTIFY says otherwise. A null reverse-path never gets a report (RFC 5321 §4.5.5).</summary>
    public static bool OwesFailure(ReversePath reversePath, DsnNotify notify) =>
        !reversePath.IsNull && (notify == DsnNotify.Unspecified || notify.HasFlag(DsnNotify.Failure));

    /// <summary>A report that the message was handed to a host without DSN: only when success was asked for, and not when the next hop will
    /// tell.</summary>
    public static bool OwesRelayed(ReversePath reversePath, DsnNotify notify, bool dsnPassedOn) =>
        !reversePath.IsNull && !dsnPassedOn && notify.HasFlag(DsnNotify.Success);

    /// <summary>A report of delay: when asked for, and at the relay's discretion when NOTIFY was not given.</summary>
    public static bool OwesDelay(ReversePath reversePath, DsnNotify notify) =>
        !reversePath.IsNull && (notify == DsnNotify.Unspecified || notify.HasFlag(DsnNotify.Delay));
}
