using Relay.Core.Delivery;
using Relay.Sdk.Replies;

namespace Relay.Core.Scheduling.Outcomes;

/// <summary>What went wrong on the way of a group of recipients, whatever became of them in the end.</summary>
internal sealed class AttemptTrail
{
    /// <summary>Hosts that could not be used, in order.</summary>
    public required IReadOnlyList<HostFailure> Hosts { get; init; }

    /// <summary>Replies of 4xx to RCPT, in order: the recipient's position in the entry, the reply, and the transaction.</summary>
    public required IReadOnlyList<(int Recipient, SmtpReply Reply, AttemptLeg Leg)> Recipients { get; init; }
}
