using Relay.Core.Handlers.Deciding;
using Relay.Core.Handlers.Guarding;
using Relay.Sdk.Events;
using Relay.Sdk.Filters;
using Relay.Sdk.Plugins;

namespace Relay.Core.Handlers.Answering;

/// <summary>A message filter that cannot fail: a failure becomes the verdict of its policy.</summary>
internal sealed class GuardedFilter(IMessageFilter? filter, HandlerGuard guard) : IMessageFilter
{
    public async ValueTask<FilterResult> FilterAsync(MessageOffered message, CancellationToken cancellationToken)
    {
        CallResult<FilterResult> outcome = await guard
            .CallAsync(filter!, message, static (f, m, token) => f.FilterAsync(m, token), result => AnswerCheck.FaultOf(result, message),
                cancellationToken);
        if (outcome.TryGet(out FilterResult? result, out HandlerFailure? failure))
            return result.Verdict is Verdict.Continued ? result : Refuse(result.Verdict);
        return failure.Policy == FailurePolicy.Ignore ? FilterResult.Pass : Refuse(FailureVerdict.Of<MessageOffered>(failure));
    }

    private FilterResult Refuse(Verdict verdict) => FilterResult.Refuse(verdict with { By = guard.Identity.ToString() });
}
