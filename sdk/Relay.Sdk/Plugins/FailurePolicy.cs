namespace Relay.Sdk.Plugins;

/// <summary>What the relay does when a handler throws or misses its deadline.</summary>
public enum FailurePolicy
{
    /// <summary>The work waits: the client gets 451 4.3.0 (421 at the greeting, 454 for a login), a host is left out of the attempt, a recipient
    /// waits for its next attempt, a message is not sealed now. Default.</summary>
    Tempfail,

    /// <summary>As if the handler had no opinion. For notices: the notice is dropped, with a log line.</summary>
    Ignore,

    /// <summary>The work is refused for good: the client gets 554 5.3.0 (535 for a login), a router's recipient fails. For seals, hosts and
    /// certificates the same as Tempfail. Not for notices.</summary>
    Reject,

    /// <summary>As Tempfail, and no handler of the plugin is called again until the relay is started anew.</summary>
    Suspend,
}
