namespace Relay.Core.Scheduling.Destinations;

/// <summary>Why a queue entry waits.</summary>
/// <param name="Kind">What it waits for.</param>
/// <param name="Text">The same in words for people, one line.</param>
/// <param name="Until">When that ends; the entry may have to wait for something else then. Null when it cannot be known.</param>
public sealed record WaitReason(WaitKind Kind, string Text, DateTimeOffset? Until)
{
    /// <summary>The limit of the settings that makes it wait; null when none does.</summary>
    public WaitLimit? Limit { get; init; }
}
