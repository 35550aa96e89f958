using Relay.Core.Handlers.Guarding;
using Relay.Sdk.Events;

namespace Relay.Core.Handlers.Deciding;

/// <summary>A handler that words the log line about a failed authentication. A failure leaves the usual line, under every policy.</summary>
internal sealed class LogTextSlot(IDecideLogText? handler, HandlerGuard guard) : DecisionSlot<AuthenticationRefused, LogText>(guard)
{
    internal override ValueTask<LogText> AskAsync(AuthenticationRefused moment, CancellationToken cancellationToken) =>
        handler!.DecideAsync(moment, cancellationToken);

    internal override bool IsContinue(LogText text) => text is LogText.Kept;

    internal override LogText OfFailure(HandlerFailure failure) => LogText.Keep;
}
