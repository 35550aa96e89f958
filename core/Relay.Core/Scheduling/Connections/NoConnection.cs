using Relay.Sdk.Events;
using Relay.Sdk.Replies;

namespace Relay.Core.Scheduling.Connections;

/// <summary>Why there is no connection.</summary>
/// <param name="Reply">4xx or 5xx.</param>
/// <param name="Host">The last host tried; null when none was.</param>
/// <param name="Kind">What the failure says about: the host, this machine or the DNS.</param>
internal sealed record NoConnection(SmtpReply Reply, HostFacts? Host, NoConnectionKind Kind = NoConnectionKind.Hosts)
{
    /// <summary>The kind of trouble.</summary>
    public DeliveryTrouble Trouble { get; init; } = DeliveryTrouble.Dns;

    /// <summary>The operating system's error number; null when it gave none.</summary>
    public int? OsError { get; init; }

    /// <summary>Too many DNS look-ups are under way.</summary>
    public static NoConnection NoLookup { get; } = new(new SmtpReply(451, "4.4.3", "Waiting for a DNS look-up"), null, NoConnectionKind.NoLookup);
}
