namespace Relay.Trials.Send;

/// <summary>The result of a run of the trial client.</summary>
internal sealed record SendReport
{
    /// <summary>Messages that the server has taken.</summary>
    public required long Sent { get; init; }

    /// <summary>Messages refused, or not sent because the connection failed.</summary>
    public required long Failed { get; init; }

    /// <summary>Messages that were never sent: the run was broken off, or the server could not be reached again and again.</summary>
    public required long Unsent { get; init; }

    public required double Seconds { get; init; }

    public required double MessagesPerSecond { get; init; }

    public required double MegabytesPerSecond { get; init; }

    public required Latency LatencyMs { get; init; }

    /// <summary>How often each reason was given.</summary>
    public required IReadOnlyDictionary<string, long> Failures { get; init; }
}
