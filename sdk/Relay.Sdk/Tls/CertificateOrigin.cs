namespace Relay.Sdk.Tls;

/// <summary>Where a certificate of a chain came from.</summary>
public enum CertificateOrigin
{
    /// <summary>The peer sent it in the handshake.</summary>
    Wire,

    /// <summary>It was added from the local store of trusted certificates.</summary>
    LocalStore,
}
