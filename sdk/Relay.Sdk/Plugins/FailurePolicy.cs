namespace Relay.Sdk.Plugins;

/// <summary>What the relay does when a handler throws or misses its deadline.</summary>
public enum FailurePolicy
{
    /// <summary>The peer gets 451 4.3.0, or the host is skipped for this attempt. Default of decisions, filters, policies and routers.</summary>
    Tempfail,

    /// <summary>As if the handler had no opinion. For notices: the notice is dropped, with a log line.</summary>
    Ignore,

    /// <summary>The peer gets 554 5.3.0.</summary>
    Reject,

    /// <summary>As Tempfail, and no handler of the plugin is called again until the relay is started anew.</summary>
    Suspend,
}
