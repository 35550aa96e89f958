using Relay.Sdk.Plugins;

namespace Relay.Host.Admin;

/// <summary>What a plugin says of itself.</summary>
internal sealed record PluginHealth(string Plugin, HealthState Health, string? Reason);
