namespace Relay.Core.Dns;

/// <summary>Whether validated data arrives.</summary>
public enum DnssecState
{
    /// <summary>Not asked yet.</summary>
    Unknown,

    /// <summary>A signed zone's answer came validated, from a resolver whose AD bit is believed.</summary>
    Validating,

    /// <summary>An answer came, but no trusted resolver vouches for it.</summary>
    NotValidating,

    /// <summary>Validation fails for a zone that is known to be good: wrong clock, old trust anchor, interference.</summary>
    Broken,

    /// <summary>No resolver answers.</summary>
    NoAnswer,
}
