namespace Relay.Core.Scheduling.Destinations;

/// <summary>A limit of the settings that makes mail wait.</summary>
/// <param name="Name">Its key, as in <c>transports.bulk.messageRate</c>.</param>
/// <param name="Value">Its value, as in <c>10/1m</c>.</param>
public sealed record WaitLimit(string Name, string Value);
