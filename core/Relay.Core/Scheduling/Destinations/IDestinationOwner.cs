using Relay.Core.Scheduling.Entries;
using Relay.Core.Scheduling.Timing;
using Relay.Sdk.Replies;

namespace Relay.Core.Scheduling.Destinations;

/// <summary>What a destination asks of the table that made it.</summary>
internal interface IDestinationOwner
{
    /// <summary>Whether no new attempt may begin.</summary>
    bool IsStopping { get; }

    /// <summary>Makes a worker and has it run.</summary>
    DeliveryWorker StartWorker(Destination destination);

    /// <summary>Takes due entries from the spool; never throws.</summary>
    ValueTask<(List<ClaimedItem> Items, Instant NextDue)> FetchAsync(string destination, int limit);

    /// <summary>Gives claimed entries back to the spool unchanged.</summary>
    void GiveBack(IReadOnlyList<ClaimedItem> items);

    /// <summary>The destination could not be reached, and rests.</summary>
    void Rests(Destination destination, TimeSpan length, SmtpReply reply);

    /// <summary>An operator ended the rest of the destination.</summary>
    void RestEnded(Destination destination);

    /// <summary>The destination takes mail again.</summary>
    /// <param name="after">How long it could not be reached.</param>
    void Recovered(Destination destination, TimeSpan after);

    /// <summary>The destination has nothing to do and knows nothing that matters.</summary>
    void Forget(Destination destination);
}
