using Relay.Core.Handlers.Answering;
using Relay.Sdk.Tls;

namespace Relay.Core.Tests.Delivery;

/// <summary>A TLS policy that always gives the same answers.</summary>
internal sealed class FakeTlsPolicy(TlsRequirement requirement, TlsFinding? finding = null) : ITlsPolicy
{
    public string Name { get; init; } = "fake";

    public TlsPolicyKind Kind { get; init; } = TlsPolicyKind.Local;

    public List<TlsTarget> Asked { get; } = [];

    public List<TlsHandshake> Judged { get; } = [];

    public NamedTlsPolicy Named => new(Name, Kind, this);

    public ValueTask<TlsRequirement> RequireAsync(TlsTarget target, CancellationToken cancellationToken)
    {
        Asked.Add(target);
        return ValueTask.FromResult(requirement);
    }

    public ValueTask<TlsFinding> VerifyAsync(TlsTarget target, TlsHandshake handshake, CancellationToken cancellationToken)
    {
        Judged.Add(handshake);
        return ValueTask.FromResult(finding ?? TlsFinding.CannotSay("the policy has no finding"));
    }
}
