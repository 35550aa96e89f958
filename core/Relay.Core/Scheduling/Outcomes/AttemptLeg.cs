using Relay.Sdk.Events;
using Relay.Sdk.Tls;

namespace Relay.Core.Scheduling.Outcomes;

/// <summary>One transaction, or one vain try to connect, of an attempt.</summary>
internal sealed class AttemptLeg
{
    public required string Transport { get; init; }

    /// <summary>The host; null when none was reached.</summary>
    public HostFacts? Host { get; init; }

    public TlsFacts? Tls { get; init; }

    /// <summary>The next hop took over success and delay reports.</summary>
    public bool DsnPassedOn { get; init; }

    public TimeSpan Duration { get; init; }

    /// <summary>What chose the route.</summary>
    public string? Router { get; init; }

    /// <summary>What kept recipients waiting, where the host did not say it.</summary>
    public DeliveryTrouble Trouble { get; init; }

    /// <summary>The operating system's error number; null when it gave none.</summary>
    public int? OsError { get; init; }

    /// <summary>What went wrong before; shared by the transactions of a group, and null when nothing did.</summary>
    public AttemptTrail? Trail { get; set; }
}
