using System.Globalization;
using System.Text.Json.Serialization;
using Relay.Sdk.Tls;

namespace Relay.Sdk.Events;

/// <summary><c>tls:cert</c>: a peer showed a certificate. Once per certificate of its chain, the certificate nearest to the root first.</summary>
public sealed record CertificateSeen : ConnectionNotice
{
    /// <summary>The event's name.</summary>
    public const string EventName = "tls:cert";

    /// <inheritdoc/>
    public override string Name => EventName;

    /// <summary>The certificate, with its depth and where it came from.</summary>
    public required PeerCertificate Certificate { get; init; }

    /// <summary>Why a plugin refused it; null when none did.</summary>
    public string? Refusal { get; init; }

    /// <summary>The handler that refused it, as <c>plugin/handler</c>; null when none did.</summary>
    public string? RefusedBy { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override string? Data => Certificate.Depth.ToString(CultureInfo.InvariantCulture);
}
