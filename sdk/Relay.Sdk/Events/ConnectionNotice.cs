using Relay.Sdk.Mail;
using Relay.Sdk.Tls;

namespace Relay.Sdk.Events;

/// <summary>Something that has happened on a connection. Told live: in order, once, and lost in a crash or when an observer does not keep
/// up.</summary>
/// <remarks>Mail and sessions never wait for it. For what must not be lost observe a <see cref="MessageNotice"/>.</remarks>
public abstract record ConnectionNotice : Notice
{
    private protected ConnectionNotice()
    {
    }

    /// <summary>The remote host of an outbound connection; null otherwise.</summary>
    public HostFacts? Host { get; init; }

    /// <summary>The client of an inbound session; null otherwise.</summary>
    public ClientFacts? Client { get; init; }

    /// <summary>TLS facts of the connection; null in clear text, and while they are not known.</summary>
    public TlsFacts? Tls { get; init; }

    /// <summary>The id of the attempt that an outbound connection was made for; null otherwise.</summary>
    public string? AttemptId { get; init; }

    /// <summary>The message that an outbound connection was made for; null otherwise.</summary>
    public MessageId? MessageId { get; init; }

    /// <summary>The reverse-path of that message; null without a message.</summary>
    public ReversePath? ReversePath { get; init; }
}
