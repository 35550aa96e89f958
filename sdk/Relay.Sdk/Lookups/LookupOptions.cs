using Relay.Sdk.Plugins;

namespace Relay.Sdk.Lookups;

/// <summary>How a lookup is called, and what the relay may do in front of it.</summary>
public sealed record LookupOptions : HandlerOptions
{
    /// <summary>What it is asked with.</summary>
    public LookupStyle Style { get; init; }

    /// <summary>True when nothing in a peer's text can change what is asked, as with the key of a dictionary: then nothing is quoted.</summary>
    public bool TakesTainted { get; init; }

    /// <summary>How long Found is kept when the answer itself does not say. Default 0: not at all.</summary>
    public TimeSpan KeepFound { get; init; }

    /// <summary>How long Missing is kept when the answer itself does not say. Default 0: not at all.</summary>
    public TimeSpan KeepMissing { get; init; }

    /// <summary>How much longer a kept answer may stand in while the lookup is Unavailable. Default 0: not at all.</summary>
    public TimeSpan KeepStale { get; init; }

    /// <summary>Most answers that are kept, from 1 to 1,000,000; the least used make room. Default 10,000. Answers of more than 64 Ki characters are
    /// not kept.</summary>
    public int MaxKept { get; init; } = 10_000;

    /// <summary>Most calls that run at once, from 1 to 10,000; more wait in line, for as long as a call may take. Default 100.</summary>
    public int MaxConcurrent { get; init; } = 100;
}
