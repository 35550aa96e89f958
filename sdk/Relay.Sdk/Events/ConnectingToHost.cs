namespace Relay.Sdk.Events;

/// <summary><c>tcp:connect</c>: before an outbound connection is opened, for each address. Continue or <see cref="HostVerdict.SkipHost"/>.</summary>
public sealed record ConnectingToHost : OutboundMoment;
