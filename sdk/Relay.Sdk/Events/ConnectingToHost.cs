namespace Relay.Sdk.Events;

/// <summary><c>tcp:connect</c>: before an outbound connection is opened, for each address. Continue or <see cref="Verdict.SkipHost"/>.</summary>
public sealed record ConnectingToHost : Moment
{
    /// <summary>The host and address about to be connected.</summary>
    public required HostFacts Host { get; init; }
}
