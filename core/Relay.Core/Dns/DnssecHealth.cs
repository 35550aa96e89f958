namespace Relay.Core.Dns;

/// <summary>What the last DNSSEC check found.</summary>
/// <param name="Problem">The resolver's reason, where there is one.</param>
public sealed record DnssecHealth(DnssecState State, string? Problem);
