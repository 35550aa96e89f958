using System.Security.Cryptography.X509Certificates;
using Relay.Sdk.Tls;

namespace Relay.Sdk.Testing.Conformance;

/// <summary>What <see cref="TlsPolicyConformance"/> needs to know of a TLS policy.</summary>
public interface ITlsPolicyFixture
{
    /// <summary>The policy.</summary>
    ITlsPolicy Policy { get; }

    /// <summary>A host that it has no opinion about.</summary>
    TlsTarget Unconcerned { get; }

    /// <summary>A host whose chain it wants to see.</summary>
    TlsTarget Concerned { get; }

    /// <summary>A chain of that host that it finds good, leaf first.</summary>
    IReadOnlyList<X509Certificate2> GoodChain { get; }

    /// <summary>Takes away what the policy asks: names, a file, a store.</summary>
    /// <returns>False for a policy that asks nothing.</returns>
    ValueTask<bool> BreakAsync() => new(false);
}
