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
}
