namespace Relay.Core.Scheduling.Destinations;

/// <summary>Why a queue entry waits.</summary>
/// <param name="Kind">What it waits for.</param>
/// <param name="Text">The same in words for people, one line.</param>
/// <param name="Until">Until when at the latest; null when nobody can know.</param>
public sealed record WaitReason(WaitKind Kind, string Text, DateTimeOffset? Until);
