namespace Relay.Core.Scheduling.Destinations;

/// <summary>A destination whose due mail makes no progress.</summary>
/// <param name="Waiting">Entries in its ready queue.</param>
/// <param name="Workers">Workers at work.</param>
/// <param name="InLine">Whether it waits for a connection slot.</param>
internal readonly record struct Stall(int Waiting, int Workers, bool InLine);
