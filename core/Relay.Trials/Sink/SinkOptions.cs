using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace Relay.Trials.Sink;

/// <summary>How the trial server behaves.</summary>
internal sealed record SinkOptions
{
    public required IPEndPoint Listen { get; init; }

    public TrialTls Tls { get; init; }

    /// <summary>Needed unless <see cref="Tls"/> is none.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>One file for each message goes here.</summary>
    public string? DumpFolder { get; init; }

    /// <summary>Each message is written here.</summary>
    public TextWriter? Print { get; init; }

    /// <summary>The Message-ID of each message goes here, one a line.</summary>
    public TextWriter? Ids { get; init; }

    /// <summary>How long the reply to a message is held back.</summary>
    public TimeSpan Delay { get; init; }

    public IReadOnlyList<SinkFault> Faults { get; init; } = [];

    /// <summary>Messages after which the server is done; null to go on until stopped.</summary>
    public long? Expect { get; init; }

    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(10);

    public int MaxSessions { get; init; } = 10_000;
}
