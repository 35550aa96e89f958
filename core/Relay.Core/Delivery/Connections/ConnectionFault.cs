namespace Relay.Core.Delivery.Connections;

/// <summary>Why a connection came to its end.</summary>
internal enum ConnectionFault
{
    /// <summary>The peer closed it in order.</summary>
    Closed,

    /// <summary>The network broke it: reset, unreachable.</summary>
    Lost,

    /// <summary>A deadline passed.</summary>
    TimedOut,

    /// <summary>The peer does not speak SMTP, or its reply is longer than any has to be.</summary>
    Malformed,

    /// <summary>The peer said something before it was asked: its replies can no longer be told apart.</summary>
    OutOfStep,

    /// <summary>TLS failed on the connection.</summary>
    Tls,

    /// <summary>The relay itself cannot say what it would have to; the peer is not to blame.</summary>
    Local,
}
