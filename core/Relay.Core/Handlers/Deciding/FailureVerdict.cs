using Relay.Core.Handlers.Guarding;
using Relay.Sdk.Events;
using Relay.Sdk.Plugins;

namespace Relay.Core.Handlers.Deciding;

/// <summary>The verdict about a client that the failure of a handler stands for.</summary>
internal static class FailureVerdict
{
    internal static Verdict Of<TMoment>(HandlerFailure failure)
        where TMoment : InboundMoment => failure.Policy switch
        {
            FailurePolicy.Ignore => Verdict.Continue,
            FailurePolicy.Reject => Verdict.Reject(failure.PermanentReply()),

            // RFC 5321 §3.1 and §3.8: what refuses a session for now at the greeting is 421.
            _ => Verdict.Defer(failure.TemporaryReply(typeof(TMoment) == typeof(ClientConnected) ? 421 : 451)),
        };
}
