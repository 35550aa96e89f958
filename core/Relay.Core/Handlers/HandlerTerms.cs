using Relay.Sdk.Plugins;

namespace Relay.Core.Handlers;

/// <summary>How one handler is called, after plugin and operator have been heard.</summary>
public sealed record HandlerTerms
{
    public int Order { get; init; }

    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(5);

    public FailurePolicy OnError { get; init; }

    public BreakerSettings Breaker { get; init; } = new();
}
