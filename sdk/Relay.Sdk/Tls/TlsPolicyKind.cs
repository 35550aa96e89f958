using System.Text.Json.Serialization;

namespace Relay.Sdk.Tls;

/// <summary>What a TLS policy stands on. The relay ranks policies by it; the names of plugins and handlers have no rank.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<TlsPolicyKind>))]
public enum TlsPolicyKind
{
    /// <summary>TLSA records (RFC 7672). Its Verify and SkipHost are final: no answer of another kind counts beside them.</summary>
    [JsonStringEnumMemberName("dane")]
    Dane,

    /// <summary>A published MTA-STS policy (RFC 8461).</summary>
    [JsonStringEnumMemberName("sts")]
    MtaSts,

    /// <summary>Anything else: the administrator's rules, pinned certificates, lists.</summary>
    [JsonStringEnumMemberName("local")]
    Local,
}
