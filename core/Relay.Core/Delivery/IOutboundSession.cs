using Relay.Sdk.Events;
using Relay.Sdk.Replies;
using Relay.Sdk.Tls;

namespace Relay.Core.Delivery;

/// <summary>A connection to a next hop, after EHLO, TLS and AUTH. One caller at a time.</summary>
public interface IOutboundSession : IAsyncDisposable
{
    HostFacts Host { get; }

    /// <summary>TLS facts; null in clear text.</summary>
    TlsFacts? Tls { get; }

    /// <summary>Whether another transaction may be sent on this connection.</summary>
    bool IsReusable { get; }

    /// <summary>Most recipients that the host takes in one transaction (LIMITS RCPTMAX, RFC 9422 §4.2); the transport's own limit when it does not
    /// say.</summary>
    int MaxRecipients { get; }

    /// <summary>Why a message with REQUIRETLS cannot go here (RFC 8689 §4.2.1), 5xx; null when it can.</summary>
    SmtpReply? RequireTlsRefusal { get; }

    /// <summary>Sends one transaction; never throws for what the peer or the network does.</summary>
    /// <exception cref="OperationCanceledException">The token fired; recipients without an outcome count as deferred.</exception>
    ValueTask<TransactionOutcome> SendAsync(OutboundMessage message, CancellationToken cancellationToken);

    /// <summary>Says QUIT, where the host still listens, and closes, within a short deadline.</summary>
    ValueTask QuitAsync();
}
