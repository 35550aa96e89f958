using Relay.Core.Handlers.Answering;
using Relay.Core.Handlers.Guarding;
using Relay.Sdk.Tls;

namespace Relay.Core.Handlers.Tables;

/// <summary>Collects the TLS policies of all plugins and names them.</summary>
internal sealed class TlsPolicyList
{
    private readonly List<(TlsPolicyKind Kind, HandlerIdentity Identity, GuardedTlsPolicy Policy)> policies = [];

    internal void Add(TlsPolicyKind kind, ITlsPolicy? policy, HandlerGuard guard) =>
        policies.Add((kind, guard.Identity, new GuardedTlsPolicy(policy, guard)));

    internal NamedTlsPolicy[] Build() => [.. policies.Select(one => new NamedTlsPolicy(NameOf(one.Identity), one.Kind, one.Policy))];

    private string NameOf(HandlerIdentity identity) =>
        policies.Count(other => other.Identity.Plugin == identity.Plugin) == 1 ? identity.Plugin : identity.ToString();
}
