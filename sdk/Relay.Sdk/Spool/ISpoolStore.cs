namespace Relay.Sdk.Spool;

/// <summary>Keeps accepted mail: its queue, its content and the outbox of notices about it.</summary>
/// <remarks>
/// All members may be called concurrently. Whatever may wait for a disk or a network is asynchronous; the relay never blocks a thread on a store.
/// An exception other than an <see cref="IOException"/> is logged and counts as an IOException. A failure of <see cref="ISpoolQueue.ReleaseAsync"/>
/// or of the disposal of a draft is logged and has no other effect. DisposeAsync may be called more than once. The conformance suite of
/// Relay.Sdk.Testing tests a store against this contract.
/// </remarks>
public interface ISpoolStore : IAsyncDisposable
{
    /// <summary>Messages, their entries, and the claims on them.</summary>
    ISpoolQueue Queue { get; }

    /// <summary>What the messages consist of.</summary>
    ISpoolContent Content { get; }

    /// <summary>Notices that were committed with the queue, and how far each subscriber has read.</summary>
    ISpoolOutbox Outbox { get; }

    /// <summary>Tells of mail that other relays put into the same storage; null when there can be no other relay. Asked for once, after the
    /// start.</summary>
    ISpoolWatch? Watch => null;

    /// <summary>Opens the store and recovers; called once, before anything else but the properties.</summary>
    /// <exception cref="IOException">The store cannot be opened, or another relay has it open; the text says which and what to do.</exception>
    ValueTask<SpoolRecovery> StartAsync(CancellationToken cancellationToken);
}
