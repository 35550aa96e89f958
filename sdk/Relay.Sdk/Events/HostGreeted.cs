namespace Relay.Sdk.Events;

/// <summary><c>smtp:connect</c>: after a positive greeting, before EHLO, in every TLS mode. Continue or <see cref="Verdict.SkipHost"/>.</summary>
public sealed record HostGreeted : Moment
{
    /// <summary>The host.</summary>
    public required HostFacts Host { get; init; }

    /// <summary>The whole greeting, LF between lines.</summary>
    public required string Greeting { get; init; }
}
