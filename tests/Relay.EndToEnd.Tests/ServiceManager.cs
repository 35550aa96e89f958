using System.Net.Sockets;
using System.Text;
using Relay.TestKit.Peers;

namespace Relay.EndToEnd.Tests;

/// <summary>The side of a service manager in sd_notify(3): hears what a service says of itself.</summary>
internal sealed class ServiceManager : IDisposable
{
    private readonly Socket socket = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
    private readonly string path;

    public ServiceManager(TemporaryFolder folder)
    {
        path = Path.Combine(folder.Path, "notify");
        socket.Bind(new UnixDomainSocketEndPoint(path));
    }

    /// <summary>By which the service finds it.</summary>
    public IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string> { ["NOTIFY_SOCKET"] = path };

    public async Task<string> HearAsync()
    {
        byte[] buffer = new byte[100];
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        int octets = await socket.ReceiveAsync(buffer, deadline.Token);
        return Encoding.ASCII.GetString(buffer, 0, octets);
    }

    public void Dispose() => socket.Dispose();
}
