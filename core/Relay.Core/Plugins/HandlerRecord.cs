using Relay.Core.Plugins.Jobs;
using Relay.Sdk.Plugins;

namespace Relay.Core.Plugins;

/// <summary>One handler as <c>relay plugin list</c> shows it.</summary>
public sealed record HandlerRecord
{
    public required string Name { get; init; }

    /// <summary>A moment or notice by name, or filter, router, authenticator, tls-policy, lookup, job, command.</summary>
    public required string Kind { get; init; }

    public required int Order { get; init; }

    public required TimeSpan Timeout { get; init; }

    public required FailurePolicy OnError { get; init; }

    public long Calls { get; init; }

    public long Errors { get; init; }

    /// <summary>Live notices that were dropped because it did not keep up.</summary>
    public long Dropped { get; init; }

    /// <summary>The time spent in the handler, in all.</summary>
    public TimeSpan Time { get; init; }

    /// <summary>Whether it is not called because it failed too often.</summary>
    public bool BreakerOpen { get; init; }

    /// <summary>How it stands, when it is a job; otherwise null.</summary>
    public JobRecord? Job { get; init; }
}
