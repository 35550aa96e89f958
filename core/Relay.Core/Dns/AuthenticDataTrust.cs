namespace Relay.Core.Dns;

/// <summary>Which resolvers' AD bit is believed (RFC 7672 §2.1.3, RFC 4035 §4.9.3).</summary>
public enum AuthenticDataTrust
{
    /// <summary>Resolvers on this host only: no attacker can sit between.</summary>
    Loopback,

    /// <summary>No resolver's; no answer is ever Secure.</summary>
    None,

    /// <summary>Every configured resolver: the administrator says that the way to them is safe.</summary>
    Listed,
}
