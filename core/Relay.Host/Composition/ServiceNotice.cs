using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Relay.Host.Composition;

/// <summary>Tells a service manager how far the relay is, by the protocol of sd_notify(3); does nothing without one.</summary>
internal static class ServiceNotice
{
    private const string Variable = "NOTIFY_SOCKET";

    public static void Ready() => Tell("READY=1");

    /// <summary>The settings are being read again; <see cref="Ready"/> says that it is done.</summary>
    public static void Reloading(TimeProvider time) =>
        Tell(string.Create(CultureInfo.InvariantCulture, $"RELOADING=1\nMONOTONIC_USEC={time.GetTimestamp() / (time.TimestampFrequency / 1_000_000)}"));

    public static void Stopping() => Tell("STOPPING=1");

    internal static void Send(string state, string path)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        try
        {
            // A leading @ stands for the null octet of an abstract name.
            socket.SendTo(Encoding.ASCII.GetBytes(state), new UnixDomainSocketEndPoint(path[0] == '@' ? '\0' + path[1..] : path));
        }
        catch (SocketException)
        {
            // Whoever set the variable has gone; the relay serves mail all the same.
            return;
        }
    }

    private static void Tell(string state)
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } path)
            Send(state, path);
    }
}
