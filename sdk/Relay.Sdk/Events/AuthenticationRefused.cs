using Relay.Sdk.Mail;
using Relay.Sdk.Replies;

namespace Relay.Sdk.Events;

/// <summary><c>auth:fail</c>, before the log line about it is written: a client could not authenticate, or a host refused the relay's own login for
/// good.</summary>
public sealed record AuthenticationRefused : Moment
{
    /// <summary>The client of an inbound session; null on an outbound connection.</summary>
    public ClientFacts? Client { get; init; }

    /// <summary>The remote host of an outbound connection; null in a session.</summary>
    public HostFacts? Host { get; init; }

    /// <summary>The SASL mechanism, as in <c>PLAIN</c>.</summary>
    public required string Mechanism { get; init; }

    /// <summary>The user that was named; null when none was.</summary>
    public string? User { get; init; }

    /// <summary>The reply to the client, or the host's.</summary>
    public required SmtpReply Reply { get; init; }

    /// <summary>The id of the attempt that an outbound connection is made for; null in a session.</summary>
    public string? AttemptId { get; init; }

    /// <summary>The message that an outbound connection is made for; null otherwise.</summary>
    public MessageId? MessageId { get; init; }

    /// <summary>The reverse-path of that message; null without a message.</summary>
    public ReversePath? ReversePath { get; init; }
}
