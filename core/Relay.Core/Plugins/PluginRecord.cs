using Relay.Sdk.Plugins;

namespace Relay.Core.Plugins;

/// <summary>One plugin as <c>relay plugin list</c> shows it.</summary>
public sealed record PluginRecord
{
    public required string Id { get; init; }

    public string? Instance { get; init; }

    /// <summary>The id, with the instance after a # when there is one.</summary>
    public string Name => Instance is null ? Id : $"{Id}#{Instance}";

    /// <summary>Null when the plugin was not found, or is off.</summary>
    public string? Version { get; init; }

    public required PluginState State { get; init; }

    /// <summary>The range of SDK versions that it works with; null when it does not say.</summary>
    public string? Sdk { get; init; }

    public string? BuiltAgainst { get; init; }

    /// <summary>Where the operator put it.</summary>
    public string? Folder { get; init; }

    /// <summary>Why it failed or is suspended.</summary>
    public string? Problem { get; init; }

    /// <summary>What it says of itself; good while it does not run.</summary>
    public HealthState Health { get; init; }

    /// <summary>Why it is not in good health.</summary>
    public string? HealthReason { get; init; }

    public IReadOnlyList<HandlerRecord> Handlers { get; init; } = [];
}
