namespace Relay.Sdk.Spool;

/// <summary>Tells a relay of mail that other relays put into the storage that they share. A store without it is looked through every ten minutes
/// only.</summary>
public interface ISpoolWatch
{
    /// <summary>Gives the destination of each entry that another relay has committed without a claim or has let go, soon after that. Runs until it is
    /// cancelled.</summary>
    /// <remarks>It is a hint: it may name a destination twice, or a destination without mail. What it leaves out is found by the next look through
    /// the queue.</remarks>
    /// <exception cref="IOException">The storage cannot be watched now; the relay tries again.</exception>
    IAsyncEnumerable<string> WatchAsync(CancellationToken cancellationToken);
}
