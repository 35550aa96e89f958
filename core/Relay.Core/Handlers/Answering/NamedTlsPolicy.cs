using Relay.Sdk.Tls;

namespace Relay.Core.Handlers.Answering;

/// <summary>A TLS policy of a plugin as the engine asks it: it never throws but for the caller's token.</summary>
/// <param name="Name">The plugin's name, with the handler's behind a / where the plugin has several policies.</param>
/// <param name="Kind">What it stands on.</param>
/// <param name="Policy">The policy.</param>
public sealed record NamedTlsPolicy(string Name, TlsPolicyKind Kind, ITlsPolicy Policy);
