using System.Text.Json.Serialization;

namespace Relay.Sdk.Tls;

/// <summary>Where a certificate of a chain came from.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<CertificateOrigin>))]
public enum CertificateOrigin
{
    /// <summary>The peer sent it in the handshake.</summary>
    Wire,

    /// <summary>It was added from the local store of trusted certificates.</summary>
    LocalStore,
}
