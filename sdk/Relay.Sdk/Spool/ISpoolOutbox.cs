namespace Relay.Sdk.Spool;

/// <summary>The outbox of a store: notices in the order of their commits, and the position that each subscriber has reached.</summary>
/// <remarks>
/// Positions belong to a relay, by the name that it has in the settings: relays that share a storage have subscribers of their own and never change
/// each other's positions.
/// </remarks>
public interface ISpoolOutbox
{
    /// <summary>Reads notices after a position, the oldest first. A notice that appears later has a later position.</summary>
    /// <param name="after">Notices with a greater position are read; 0 reads from the first.</param>
    /// <param name="limit">At least 1; no more are returned.</param>
    /// <exception cref="IOException">The storage failed.</exception>
    ValueTask<IReadOnlyList<OutboxNotice>> ReadAsync(long after, int limit, CancellationToken cancellationToken);

    /// <summary>The saved position of each subscriber of a relay.</summary>
    /// <param name="relay">The relay's name in the settings.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="IOException">The storage failed.</exception>
    ValueTask<IReadOnlyDictionary<string, long>> LoadPositionsAsync(string relay, CancellationToken cancellationToken);

    /// <summary>Saves the position of each subscriber that a relay has (durable with a later commit is enough), and drops the notices that all
    /// subscribers of all relays have passed.</summary>
    /// <param name="relay">The relay's name in the settings.</param>
    /// <param name="positions">All its subscribers. A subscriber that is not named any more is forgotten; without any, the relay is
    /// forgotten.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="IOException">The storage failed.</exception>
    /// <remarks>While no relay has a subscriber, nothing is dropped. The positions of later notices grow on in any case.</remarks>
    ValueTask SavePositionsAsync(string relay, IReadOnlyDictionary<string, long> positions, CancellationToken cancellationToken);
}
