using Relay.Core.Handlers.Answering;
using Relay.Sdk.Authentication;
using Relay.Sdk.Filters;
using Relay.Sdk.Lookups;
using Relay.Sdk.Routing;

namespace Relay.Core.Handlers;

/// <summary>The handlers that the engine calls one by one.</summary>
public interface IHandlerLists
{
    /// <summary>Message filters in order.</summary>
    IReadOnlyList<IMessageFilter> Filters { get; }

    /// <summary>Seals in order.</summary>
    IReadOnlyList<RegisteredSeal> Seals => [];

    /// <summary>Routers in order.</summary>
    IReadOnlyList<IRouter> Routers { get; }

    /// <summary>Authenticators in order.</summary>
    IReadOnlyList<IAuthenticator> Authenticators { get; }

    /// <summary>TLS policies in order.</summary>
    IReadOnlyList<NamedTlsPolicy> TlsPolicies { get; }

    /// <summary>Lookups by name.</summary>
    IReadOnlyDictionary<string, LookupHandle> Lookups { get; }
}
