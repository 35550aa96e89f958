using System.Net.Sockets;
using Relay.Sdk.Events;

namespace Relay.Core.Delivery.Connections;

/// <summary>What the end of a connection means to observers.</summary>
internal static class FaultTrouble
{
    public static DeliveryTrouble Of(ConnectionFault fault) => fault switch
    {
        ConnectionFault.TimedOut => DeliveryTrouble.TimedOut,
        ConnectionFault.Malformed or ConnectionFault.OutOfStep => DeliveryTrouble.Protocol,
        ConnectionFault.Tls => DeliveryTrouble.Tls,
        ConnectionFault.Local => DeliveryTrouble.Local,
        _ => DeliveryTrouble.Reset,
    };

    /// <summary>The system's error number behind a fault; null when there is none.</summary>
    public static int? OsErrorOf(ConnectionFaultException fault) =>
        (fault.InnerException as SocketException ?? fault.InnerException?.InnerException as SocketException)?.NativeErrorCode;
}
