namespace Relay.Sdk.Events;

/// <summary>A client connected; before the greeting. Defer and Reject refuse the session: the greeting becomes their reply and only QUIT is
/// served.</summary>
public sealed record ClientConnected : InboundMoment;
