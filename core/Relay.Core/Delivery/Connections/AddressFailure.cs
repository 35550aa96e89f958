using System.Net;
using System.Net.Sockets;
using Relay.Sdk.Events;

namespace Relay.Core.Delivery.Connections;

/// <summary>Why an address could not be connected.</summary>
/// <param name="Address">The address.</param>
/// <param name="Problem">One line.</param>
/// <param name="Error">What the socket says; null when it says nothing.</param>
internal readonly record struct AddressFailure(IPAddress Address, string Problem, SocketException? Error)
{
    /// <summary>The kind of trouble.</summary>
    public DeliveryTrouble Trouble => Error?.SocketErrorCode switch
    {
        SocketError.ConnectionRefused => DeliveryTrouble.Refused,
        SocketError.TimedOut => DeliveryTrouble.TimedOut,
        SocketError.ConnectionReset or SocketError.ConnectionAborted => DeliveryTrouble.Reset,
        SocketError.HostUnreachable or SocketError.NetworkUnreachable or SocketError.HostDown or SocketError.NetworkDown =>
            DeliveryTrouble.Unreachable,
        _ => DeliveryTrouble.Local,
    };
}
