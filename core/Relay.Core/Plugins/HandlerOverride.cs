using System.ComponentModel;
using Relay.Core.Settings.Binding;
using Relay.Sdk.Plugins;

namespace Relay.Core.Plugins;

/// <summary>What the operator says about one handler.</summary>
public sealed record HandlerOverride
{
    [Description("Lower runs earlier.")]
    public int? Order { get; init; }

    [Description("Deadline of one call.")]
    [Duration("1ms", "1h")]
    public TimeSpan? Timeout { get; init; }

    [Description("What a throw or a missed deadline means: tempfail, ignore, reject or suspend.")]
    public FailurePolicy? OnError { get; init; }
}
