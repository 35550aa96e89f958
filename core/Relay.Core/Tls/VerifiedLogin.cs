using System.Security.Cryptography.X509Certificates;
using Relay.Core.Handlers.Answering;
using Relay.Core.Settings;
using Relay.Sdk.Tls;

namespace Relay.Core.Tls;

/// <summary>Lets a password go only to a host whose certificate is good: the relay's own policy for transports that log in.</summary>
/// <remarks>Composed with those of plugins as one of the kind local, so that DANE may verify the host in its place, and nothing weakens it.</remarks>
internal sealed class VerifiedLogin(TransportAuthSettings auth, TimeProvider time) : ITlsPolicy
{
    private static readonly TlsRequirement Requirement = TlsRequirement.Verify("the relay logs in there, and auth.allowUnverified is false");

    /// <summary>The policies for a transport: the policies of the plugins, and this policy if the transport logs in and has not waived it.</summary>
    public static IReadOnlyList<NamedTlsPolicy> AddTo(IReadOnlyList<NamedTlsPolicy> policies, TransportSettings transport, TimeProvider time) =>
        transport.Auth is { AllowUnverified: false, WithoutTls: false } auth
            ? [.. policies, new NamedTlsPolicy("login", TlsPolicyKind.Local, new VerifiedLogin(auth, time))]
            : policies;

    public ValueTask<TlsRequirement> RequireAsync(TlsTarget target, CancellationToken cancellationToken) => new(Requirement);

    public ValueTask<TlsFinding> VerifyAsync(TlsTarget target, TlsHandshake handshake, CancellationToken cancellationToken) =>
        new(Judge(target, handshake));

    private TlsFinding Judge(TlsTarget target, TlsHandshake handshake)
    {
        try
        {
            X509Certificate2Collection? authorities = auth.Authorities.Length > 0 ? AuthorityFile.Load(auth.Authorities) : null;
            return HostCertificate.Judge(handshake.Chain, target.HostName, authorities, time.GetUtcNow());
        }
        catch (IOException e)
        {
            return TlsFinding.CannotSay(e.Message);
        }
    }
}
