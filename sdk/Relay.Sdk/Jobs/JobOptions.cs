namespace Relay.Sdk.Jobs;

/// <summary>When a job runs. The first run comes after the plugin has started and its handlers are in force.</summary>
public record JobOptions
{
    /// <summary>The job's name in plugins.json and in <c>relay plugin list</c>; null for the class name in lower-case words, as in
    /// <c>refresh-policies</c>.</summary>
    public string? Name { get; init; }

    /// <summary>From the end of a successful run to the start of the next run, from 1 s to 30 days. Default 1 h.</summary>
    public TimeSpan Every { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Whether the first run comes at once when the relay has started and takes mail. Default true; otherwise it comes after
    /// <see cref="Every"/>.</summary>
    public bool AtStart { get; init; } = true;

    /// <summary>Deadline of one run, from 1 ms to 1 h. Default 1 min.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>From the end of a failed run to the next run, from 1 s to 30 days; twice as long after each further failure, but never longer than
    /// <see cref="Every"/>. Default 30 s.</summary>
    public TimeSpan FirstRetry { get; init; } = TimeSpan.FromSeconds(30);
}
