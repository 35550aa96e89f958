using Relay.Sdk.Replies;
using Relay.Sdk.Spool;

namespace Relay.Core.Scheduling.Outcomes;

/// <summary>Reads the reply that settled a recipient back from the words in which the queue keeps it.</summary>
internal static class SettledReply
{
    // Nobody else than this relay writes them; a failure is then the safe thing to report.
    private static readonly SmtpReply Unknown = new(554, "5.0.0", "Delivery failed");

    public static SmtpReply Of(QueuedRecipient recipient) => SmtpReply.TryParse(recipient.LastReply, out SmtpReply? reply) ? reply : Unknown;
}
