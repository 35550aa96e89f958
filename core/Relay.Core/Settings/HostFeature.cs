namespace Relay.Core.Settings;

/// <summary>A part of the relay that is not yet stable, and off until plugins.json lists it.</summary>
/// <param name="Name">As in <c>experimental</c>.</param>
/// <param name="Description">One line for people.</param>
public sealed record HostFeature(string Name, string Description);
