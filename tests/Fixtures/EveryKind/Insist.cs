using Relay.Sdk.Tls;

namespace EveryKind;

/// <summary>Requires TLS with a verified chain of every host.</summary>
internal sealed class Insist(EveryKindSettings settings, Trouble trouble) : ITlsPolicy
{
    public ValueTask<TlsRequirement> RequireAsync(TlsTarget target, CancellationToken cancellationToken) =>
        trouble.Or<TlsRequirement>(() => TlsRequirement.Verify("every-kind insists") with { State = target.HostName }, cancellationToken);

    public ValueTask<TlsFinding> VerifyAsync(TlsTarget target, TlsHandshake handshake, CancellationToken cancellationToken) =>
        new(settings.Verified && handshake.Chain.Count > 0 && Equals(handshake.State, target.HostName)
            ? TlsFinding.VerifiedBy("every-kind")
            : TlsFinding.Fail("every-kind is not pleased", TlsResultTypes.ValidationFailure));
}
