using System.Collections;
using Relay.Core.Expansion;

namespace Relay.Core.Settings;

/// <summary>Where to take settings from. Later ones win: defaults, file, environment, command line.</summary>
public sealed record SettingsRequest
{
    /// <summary>The settings file; null for the defaults.</summary>
    public string? File { get; init; }

    /// <summary>Variables; those that begin with <c>RELAY__</c> count.</summary>
    public IDictionary Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Arguments of <c>--set</c>, as in <c>accept.maxErrors=5</c>.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>What lists and expressions of the settings will ask; the same for every reading, so that it is completed once.</summary>
    public ExpansionServices Services { get; init; } = new(TimeProvider.System);
}
