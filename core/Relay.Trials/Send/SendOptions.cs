namespace Relay.Trials.Send;

/// <summary>What the trial client sends, and how.</summary>
internal sealed record SendOptions
{
    public required string Host { get; init; }

    public required int Port { get; init; }

    /// <summary>Messages in all.</summary>
    public long Count { get; init; } = 1;

    /// <summary>Connections at once.</summary>
    public int Sessions { get; init; } = 1;

    /// <summary>Messages on one connection; 0 for no limit.</summary>
    public int MessagesPerConnection { get; init; }

    /// <summary>The reverse-path without angle brackets; empty for the null one.</summary>
    public string From { get; init; } = "";

    /// <summary>The recipients of each message.</summary>
    public required IReadOnlyList<string> Recipients { get; init; }

    public TrialTls Tls { get; init; }

    /// <summary>Any certificate will do.</summary>
    public bool Insecure { get; init; }

    /// <summary>user:password; null to send without AUTH.</summary>
    public string? Auth { get; init; }

    /// <summary>The Message-ID of each accepted message goes here, one a line.</summary>
    public TextWriter? Acknowledged { get; init; }

    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(10);
}
