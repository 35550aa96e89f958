using Relay.Sdk.Plugins;

namespace Relay.Sdk.Testing;

/// <summary>A handler as <c>relay plugin list</c> shows it.</summary>
/// <param name="Name">Its name in plugins.json, as in <c>cap-recipients</c>.</param>
/// <param name="Kind">A moment or notice by name, or filter, router, authenticator, tls-policy, lookup, job, command.</param>
public sealed record RegisteredHandler(string Name, string Kind)
{
    /// <summary>Its plugin's id, with the instance after a # when there is one.</summary>
    public required string Plugin { get; init; }

    /// <summary>Lower is asked earlier.</summary>
    public required int Order { get; init; }

    /// <summary>The deadline of one call.</summary>
    public required TimeSpan Timeout { get; init; }

    /// <summary>What a failure means.</summary>
    public required FailurePolicy OnError { get; init; }

    /// <summary>How often it was called.</summary>
    public long Calls { get; init; }

    /// <summary>How often it failed: threw, was late, or answered nonsense.</summary>
    public long Errors { get; init; }

    /// <summary>Whether it is left alone for a while, because it failed too often.</summary>
    public bool IsBreakerOpen { get; init; }
}
