namespace Relay.Core.Scheduling.Connections;

/// <summary>A destination, as the <see cref="ConnectionLimiter"/> sees it.</summary>
internal interface IConnectionSeeker
{
    /// <summary>What is known of its hosts.</summary>
    DestinationHealth Health { get; }

    /// <summary>A slot that it waited for is its own now.</summary>
    /// <returns>False when it has no use for the slot any more.</returns>
    bool TryUseSlot();

    /// <summary>A DNS look-up that it waited for may begin.</summary>
    /// <returns>False when it needs none any more.</returns>
    bool LookupMayBegin();
}
