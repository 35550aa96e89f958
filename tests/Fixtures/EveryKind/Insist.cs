using Relay.Sdk.Tls;

namespace EveryKind;

/// <summary>Requires TLS with a verified chain of every host.</summary>
internal sealed class Insist(EveryKindSettings settings, Trouble trouble) : ITlsPolicy
{
    public string Name => "every-kind";

    public ValueTask<TlsRequirement> RequireAsync(TlsTarget target, CancellationToken cancellationToken) =>
        trouble.Or<TlsRequirement>(() => new TlsRequirement.Verify("every-kind insists", State: target.HostName), cancellationToken);

    public ValueTask<TlsFinding> VerifyAsync(TlsTarget target, TlsHandshake handshake, CancellationToken cancellationToken) =>
        new(settings.Verified && handshake.Chain.Count > 0 && Equals(handshake.State, target.HostName)
            ? new TlsFinding.Verified("every-kind")
            : new TlsFinding.Failed("every-kind is not pleased", "validation-failure"));
}
