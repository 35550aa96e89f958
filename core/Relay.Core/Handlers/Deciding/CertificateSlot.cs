using Relay.Core.Handlers.Guarding;
using Relay.Sdk.Events;
using Relay.Sdk.Plugins;

namespace Relay.Core.Handlers.Deciding;

/// <summary>A handler that decides about certificates.</summary>
internal sealed class CertificateSlot(IDecideCertificate? handler, HandlerGuard guard) : DecisionSlot<CertificatePresented, CertificateVerdict>(guard)
{
    internal override ValueTask<CertificateVerdict> AskAsync(CertificatePresented moment, CancellationToken cancellationToken) =>
        handler!.DecideAsync(moment, cancellationToken);

    internal override bool IsContinue(CertificateVerdict verdict) => verdict is CertificateVerdict.Accepted;

    internal override CertificateVerdict Attribute(CertificateVerdict verdict) => verdict with { By = Guard.Identity.ToString() };

    internal override CertificateVerdict OfFailure(HandlerFailure failure) =>
        failure.Policy == FailurePolicy.Ignore ? CertificateVerdict.Accept : CertificateVerdict.Refuse(failure.Reason);
}
