namespace Relay.Core.Spool.Content;

/// <summary>What a draft may still do.</summary>
internal enum DraftState
{
    /// <summary>Written to.</summary>
    Open,

    /// <summary>Being committed; it cannot be dropped now.</summary>
    Committing,

    /// <summary>The store's.</summary>
    Committed,

    /// <summary>Dropped.</summary>
    Disposed,
}
