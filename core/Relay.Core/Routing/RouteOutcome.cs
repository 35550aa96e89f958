using Relay.Sdk.Replies;

namespace Relay.Core.Routing;

/// <summary>The outcome of resolving a route. Closed: one of the nested records.</summary>
public abstract record RouteOutcome
{
    private RouteOutcome()
    {
    }

    public sealed record Resolved(ResolvedRoute Route) : RouteOutcome;

    /// <summary>Not now: DNS failure, router unavailable. The reply is 4xx.</summary>
    public sealed record Deferred(SmtpReply Reply) : RouteOutcome;

    /// <summary>Never: no such domain, null MX, own address. The reply is 5xx.</summary>
    public sealed record Failed(SmtpReply Reply) : RouteOutcome;
}
