using System.Text.Json.Serialization;

namespace Relay.Sdk.Tls;

/// <summary>How much a requirement asks of a connection, the weakest first.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<TlsStrength>))]
public enum TlsStrength
{
    /// <summary>Nothing.</summary>
    [JsonStringEnumMemberName("none")]
    None,

    /// <summary>The certificate is looked at; whatever it is, mail may go.</summary>
    [JsonStringEnumMemberName("try-verify")]
    TryVerify,

    /// <summary>TLS must be used.</summary>
    [JsonStringEnumMemberName("encrypt")]
    Encrypt,

    /// <summary>TLS must be used, and the certificate must be good.</summary>
    [JsonStringEnumMemberName("verify")]
    Verify,

    /// <summary>The host must not be used.</summary>
    [JsonStringEnumMemberName("skip-host")]
    SkipHost,
}
