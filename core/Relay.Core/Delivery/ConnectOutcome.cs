using Relay.Sdk.Events;
using Relay.Sdk.Replies;

namespace Relay.Core.Delivery;

/// <summary>The outcome of connecting. Closed: one of the nested records.</summary>
public abstract record ConnectOutcome
{
    private ConnectOutcome()
    {
    }

    /// <summary>The hosts that could not be used, in the order in which they were tried.</summary>
    public IReadOnlyList<HostFailure> Failures { get; init; } = [];

    public sealed record Connected(IOutboundSession Session) : ConnectOutcome;

    /// <summary>This machine lacks what a connection needs: file descriptors, local ports or memory. No host is to blame.</summary>
    /// <param name="Reply">4xx, with the reason.</param>
    public sealed record NoResources(SmtpReply Reply) : ConnectOutcome;

    /// <summary>No host of the route could be used.</summary>
    /// <param name="Reply">What to tell: 4xx, or 5xx when the last word is permanent (a 5xx greeting of every host does not count as such: RFC 5321
    /// §4.2.1, it is 4xx here).</param>
    /// <param name="Host">The last host tried; null when none was.</param>
    public sealed record Unreachable(SmtpReply Reply, HostFacts? Host) : ConnectOutcome;
}
