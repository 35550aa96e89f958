using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Relay.Core.Settings.Binding;

namespace Relay.Core.Handlers.Guarding;

/// <summary>When a failing handler is left alone for a while.</summary>
public sealed record BreakerSettings
{
    [Description("So many failures within the window open the breaker; 0 means never.")]
    [Range(0, 1000)]
    public int Failures { get; init; } = 5;

    [Description("The time in which the failures must fall.")]
    [Duration("1ms", "1d")]
    public TimeSpan Window { get; init; } = TimeSpan.FromSeconds(30);

    [Description("How long the handler is not called once the breaker is open; then one call tries.")]
    [Duration("1ms", "1d")]
    public TimeSpan Open { get; init; } = TimeSpan.FromSeconds(15);
}
