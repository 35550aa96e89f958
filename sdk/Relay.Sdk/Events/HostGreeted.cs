namespace Relay.Sdk.Events;

/// <summary><c>smtp:connect</c>: after a positive greeting, before EHLO, in every TLS mode. Continue or <see cref="HostVerdict.SkipHost"/>.</summary>
public sealed record HostGreeted : OutboundMoment
{
    /// <summary>The whole greeting, LF between lines.</summary>
    public required string Greeting { get; init; }
}
