using Relay.Sdk.Spool;

namespace Relay.Sdk.Testing.Spool;

/// <summary>What the conformance suite needs to know of a store: how to open it, and how to break it.</summary>
/// <remarks>One fixture stands for one storage, empty at first; the suite opens it several times, one store at a time.</remarks>
public interface ISpoolStoreFixture
{
    /// <summary>Makes a store on the fixture's storage, not yet started.</summary>
    ISpoolStore Create();

    /// <summary>Ends a store as the loss of its process would: what is not durable is lost, nothing is closed in order.</summary>
    ValueTask CrashAsync(ISpoolStore store);

    /// <summary>Makes the store end the claim on an entry, as it does for a relay that does not answer.</summary>
    /// <returns>False for a store that never ends a claim by itself.</returns>
    ValueTask<bool> EndClaimAsync(ISpoolStore store, long entryId) => new(false);

    /// <summary>Content sizes in octets at which the store changes its ways; the suite tries each, one less and one more.</summary>
    IReadOnlyList<int> Thresholds { get; }
}
