using Relay.Sdk.Plugins;

namespace Relay.Core.Handlers.Guarding;

/// <summary>How one handler is called: what the plugin asked for, with the operator's changes.</summary>
public sealed record HandlerCallOptions
{
    public int Order { get; init; }

    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(5);

    public FailurePolicy OnError { get; init; }

    public BreakerSettings Breaker { get; init; } = new();
}
