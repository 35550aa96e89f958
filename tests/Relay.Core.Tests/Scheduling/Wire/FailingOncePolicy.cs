using Relay.Core.Handlers.Answering;
using Relay.Sdk.Tls;

namespace Relay.Core.Tests.Scheduling.Wire;

/// <summary>A TLS policy that fails when it is first asked, as the guard of a plugin's handler tells it, and then finds every host good.</summary>
internal sealed class FailingOncePolicy : ITlsPolicy
{
    private int calls;

    /// <summary>Whether the first question about the requirement fails, and not the first one about a handshake.</summary>
    public bool FailsToRequire { get; init; }

    public NamedTlsPolicy Named => new("failing", TlsPolicyKind.Local, this);

    public ValueTask<TlsRequirement> RequireAsync(TlsTarget target, CancellationToken cancellationToken) => new(
        FailsToRequire && Interlocked.Increment(ref calls) == 1
            ? TlsRequirement.SkipHost("plugin failing failed", TlsResultTypes.ValidationFailure) with { IsFailure = true }
            : TlsRequirement.Verify("a test"));

    public ValueTask<TlsFinding> VerifyAsync(TlsTarget target, TlsHandshake handshake, CancellationToken cancellationToken) =>
        new(!FailsToRequire && Interlocked.Increment(ref calls) == 1 ? TlsFinding.CannotSay("plugin failing failed")
            : TlsFinding.VerifiedBy("failing"));
}
