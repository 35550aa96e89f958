using System.Globalization;
using Relay.Sdk.Replies;
using Relay.Sdk.Spool;

namespace Relay.Core.Scheduling.Outcomes;

/// <summary>Reads the reply that settled a recipient back from the words in which the queue keeps it.</summary>
internal static class SettledReply
{
    // Nobody else than this relay writes them; a failure is then the safe thing to report.
    private static readonly SmtpReply Unknown = new(554, "5.0.0", "Delivery failed");

    public static SmtpReply Of(QueuedRecipient recipient)
    {
        string[] words = (recipient.LastReply ?? "").Split(' ', 3);
        if (!int.TryParse(words[0], NumberStyles.None, CultureInfo.InvariantCulture, out int code) || code is < 200 or > 599)
            return Unknown;
        if (words.Length > 1 && EnhancedStatus.TryParse(words[1], out EnhancedStatus status) && status.Class == code / 100)
            return new SmtpReply(code, status, words.Length > 2 ? words[2] : "");
        return new SmtpReply(code, EnhancedStatus.None, string.Join(' ', words.Skip(1)));
    }
}
