using Relay.Core.Handlers.Guarding;
using Relay.Sdk.Plugins;
using Relay.Sdk.Routing;

namespace Relay.Core.Handlers.Answering;

/// <summary>A router that cannot fail: a failure becomes Unavailable, or what its policy says.</summary>
internal sealed class GuardedRouter(IRouter? router, HandlerGuard guard) : IRouter
{
    /// <summary>Plugin and handler.</summary>
    internal string Name => guard.Identity.ToString();

    public async ValueTask<RouteAnswer> RouteAsync(RouteQuery query, CancellationToken cancellationToken)
    {
        CallResult<RouteAnswer> outcome = await guard
            .CallAsync(router!, query, static (r, q, token) => r.RouteAsync(q, token), cancellationToken);
        if (outcome.TryGet(out RouteAnswer? answer, out HandlerFailure? failure))
            return answer;
        return failure.Policy switch
        {
            FailurePolicy.Ignore => RouteAnswer.NoOpinion,
            FailurePolicy.Reject => RouteAnswer.Fail(failure.PermanentReply()),
            _ => RouteAnswer.NotNow(failure.Reason),
        };
    }
}
