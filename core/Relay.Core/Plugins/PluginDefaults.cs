using System.ComponentModel;
using Relay.Core.Handlers.Guarding;
using Relay.Core.Settings.Binding;
using Relay.Sdk.Plugins;

namespace Relay.Core.Plugins;

public sealed record PluginDefaults
{
    [Description("Deadline of one call of a handler.")]
    [Duration("1ms", "1h")]
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(5);

    [Description("What a throw or a missed deadline means: tempfail, ignore, reject or suspend. Not for notices: those are tried again.")]
    public FailurePolicy OnError { get; init; } = FailurePolicy.Tempfail;

    [Description("When a failing handler is left alone for a while.")]
    public BreakerSettings Breaker { get; init; } = new();
}
