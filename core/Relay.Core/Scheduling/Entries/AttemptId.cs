using System.Globalization;
using Relay.Sdk.Spool;

namespace Relay.Core.Scheduling.Entries;

/// <summary>Names attempts: the message's id, the entry's, and the number of the attempt.</summary>
internal static class AttemptId
{
    public static string Of(QueueEntry entry) =>
        string.Create(CultureInfo.InvariantCulture, $"{entry.Message.Id}-{entry.EntryId}-{entry.Attempts + 1}");
}
