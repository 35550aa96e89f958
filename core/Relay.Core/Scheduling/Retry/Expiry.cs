using Relay.Sdk.Replies;

namespace Relay.Core.Scheduling.Retry;

/// <summary>The words for giving up on a message that could not be delivered in time.</summary>
internal static class Expiry
{
    /// <summary>X.4.7 of RFC 3463: delivery time expired. The class stays 4, because no host ever refused for good.</summary>
    /// <param name="last">The last reply or reason; null when there was none.</param>
    public static SmtpReply Reply(string? last) =>
        new(451, "4.4.7", last is null ? "Delivery time expired before an attempt was possible"
            : $"Delivery time expired; the last attempt ended with: {last}");
}
