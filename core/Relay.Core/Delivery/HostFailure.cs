using Relay.Sdk.Events;
using Relay.Sdk.Replies;
using Relay.Sdk.Tls;

namespace Relay.Core.Delivery;

/// <summary>A host, at one of its addresses, that could not be used.</summary>
/// <param name="Host">The host and the address.</param>
/// <param name="Reply">Why: 4xx, the host's or the relay's own.</param>
/// <param name="Trouble">What kind of trouble it was.</param>
public sealed record HostFailure(HostFacts Host, SmtpReply Reply, DeliveryTrouble Trouble)
{
    /// <summary>The operating system's error number; null when it gave none.</summary>
    public int? OsError { get; init; }

    /// <summary>Whether a plugin refused the host for this attempt, or failed when it was asked. Then nothing is known against the host, and other
    /// mail may use it.</summary>
    public bool ByPlugin { get; init; }

    /// <summary>TLS facts of the connection; null in clear text.</summary>
    public TlsFacts? Tls { get; init; }
}
