using Relay.Core.Handlers.Guarding;
using Relay.Sdk.Filters;
using Relay.Sdk.Plugins;

namespace Relay.Core.Handlers.Answering;

/// <summary>A seal that cannot fail: without an answer the message is not sealed now, or goes without where its policy is to ignore
/// failures.</summary>
internal sealed class GuardedSeal(IMessageSeal? seal, HandlerGuard guard) : IMessageSeal
{
    public async ValueTask<SealResult> SealAsync(MessageToSeal message, CancellationToken cancellationToken)
    {
        CallResult<SealResult> outcome = await guard
            .CallAsync(seal!, message, static (s, m, token) => s.SealAsync(m, token), static _ => null, cancellationToken);
        if (outcome.TryGet(out SealResult? result, out HandlerFailure? failure))
            return result;
        return failure.Policy == FailurePolicy.Ignore ? SealResult.Pass : SealResult.NotNow(failure.Reason);
    }
}
