namespace Relay.Core.Plugins.Jobs;

/// <summary>How a plugin's job stands, as <c>relay plugin list</c> shows it.</summary>
public sealed record JobRecord
{
    /// <summary>When the last run began; null before the first.</summary>
    public DateTimeOffset? LastRun { get; init; }

    /// <summary>When the next run begins; null while one is under way, and when the plugin does not run.</summary>
    public DateTimeOffset? NextRun { get; init; }

    /// <summary>Why the last run failed; null when it did not.</summary>
    public string? LastError { get; init; }

    /// <summary>How many runs have failed since the last success.</summary>
    public int Failures { get; init; }
}
