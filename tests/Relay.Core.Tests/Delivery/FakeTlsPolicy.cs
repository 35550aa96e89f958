using Relay.Sdk.Tls;

namespace Relay.Core.Tests.Delivery;

/// <summary>A TLS policy made of delegates.</summary>
internal sealed class FakeTlsPolicy(TlsRequirement requirement, TlsFinding? finding = null) : ITlsPolicy
{
    public string Name { get; init; } = "fake";

    public List<TlsTarget> Asked { get; } = [];

    public List<TlsHandshake> Judged { get; } = [];

    public Exception? Throws { get; init; }

    public ValueTask<TlsRequirement> RequireAsync(TlsTarget target, CancellationToken cancellationToken)
    {
        Asked.Add(target);
        return Throws is null ? ValueTask.FromResult(requirement) : throw Throws;
    }

    public ValueTask<TlsFinding> VerifyAsync(TlsTarget target, TlsHandshake handshake, CancellationToken cancellationToken)
    {
        Judged.Add(handshake);
        return ValueTask.FromResult(finding ?? throw new InvalidOperationException("nothing to find"));
    }
}
