namespace Relay.Sdk.Spool;

/// <summary>An update was refused, because the claim that it was made under has ended and the entry may be in other hands. Trying again is of no
/// use.</summary>
public sealed class ClaimLostException : IOException
{
    /// <summary>Makes the exception.</summary>
    public ClaimLostException()
        : this([])
    {
    }

    /// <summary>Makes the exception with a text for the log.</summary>
    public ClaimLostException(string message)
        : this(message, null)
    {
    }

    /// <summary>Makes the exception with a text for the log and its cause.</summary>
    public ClaimLostException(string message, Exception? innerException)
        : base(message, innerException) =>
        EntryIds = [];

    /// <summary>Makes the exception for the entries whose claims are lost.</summary>
    public ClaimLostException(IReadOnlyList<long> entryIds)
        : base($"the claim on {(entryIds.Count == 1 ? "entry" : "entries")} {string.Join(", ", entryIds)} has ended; nothing was stored") =>
        EntryIds = entryIds;

    /// <summary>Entries whose claims have ended, those that the store has noticed.</summary>
    public IReadOnlyList<long> EntryIds { get; }
}
