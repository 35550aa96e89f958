using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Relay.Host.Composition;

/// <summary>Tells a service manager how far the relay is, by the protocol of sd_notify(3); does nothing without one.</summary>
internal static class ServiceNotice
{
    private const string Variable = "NOTIFY_SOCKET";

    // A timer cannot keep shorter times, and a longer one watches nothing: both count as not watched.
    private const long ShortestMicroseconds = 2_000;
    private const long LongestMicroseconds = 86_400_000_000;

    /// <summary>After how long without <see cref="Alive"/> the service manager starts the relay anew; null when it does not watch this
    /// process.</summary>
    public static TimeSpan? WatchdogTime
    {
        get
        {
            string? process = Environment.GetEnvironmentVariable("WATCHDOG_PID");
            bool isMeant = string.IsNullOrEmpty(process) || process == Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
            return isMeant && long.TryParse(Environment.GetEnvironmentVariable("WATCHDOG_USEC"), NumberStyles.None, CultureInfo.InvariantCulture,
                out long time)
                && time is >= ShortestMicroseconds and <= LongestMicroseconds
                ? TimeSpan.FromMicroseconds(time)
                : null;
        }
    }

    public static void Alive() => Tell("WATCHDOG=1");

    public static void Ready() => Tell("READY=1");

    /// <summary>The settings are being read again; <see cref="Ready"/> says that it is done.</summary>
    public static void Reloading(TimeProvider time) =>
        Tell(string.Create(CultureInfo.InvariantCulture,
            $"RELOADING=1\nMONOTONIC_USEC={time.GetTimestamp() / (time.TimestampFrequency / 1_000_000)}"));

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
            // The process that set the variable has gone; the relay serves mail without it.
            return;
        }
    }

    private static void Tell(string state)
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } path)
            Send(state, path);
    }
}
