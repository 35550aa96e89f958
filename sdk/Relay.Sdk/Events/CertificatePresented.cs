using Relay.Sdk.Mail;
using Relay.Sdk.Tls;

namespace Relay.Sdk.Events;

/// <summary><c>tls:cert</c>: once per certificate of the peer's chain, the highest depth first. Accept or
/// <see cref="CertificateVerdict.Refuse"/>.</summary>
public sealed record CertificatePresented : Moment
{
    /// <summary>The certificate, with its depth and where it came from.</summary>
    public required PeerCertificate Certificate { get; init; }

    /// <summary>The remote host of an outbound connection; null on a listener.</summary>
    public HostFacts? Host { get; init; }

    /// <summary>The client of an inbound session; null on an outbound connection.</summary>
    public ClientFacts? Client { get; init; }

    /// <summary>The id of the attempt that an outbound connection is made for; null in a session.</summary>
    public string? AttemptId { get; init; }

    /// <summary>The message that an outbound connection is made for; null otherwise.</summary>
    public MessageId? MessageId { get; init; }

    /// <summary>The reverse-path of that message; null without a message.</summary>
    public ReversePath? ReversePath { get; init; }
}
