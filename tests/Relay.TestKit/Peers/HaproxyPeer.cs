using System.Net.Sockets;
using System.Text;

namespace Relay.TestKit.Peers;

/// <summary>haproxy in front of one listener: tells it the real client with a PROXY header, and checks its health with SMTP.</summary>
public sealed class HaproxyPeer : IAsyncDisposable
{
    private readonly TemporaryFolder folder = new("haproxy");
    private PeerProcess? process;

    private HaproxyPeer()
    {
    }

    /// <summary>Where clients connect.</summary>
    public int Port { get; } = FreePort.Next();

    public string Log => process!.Output;

    /// <summary>Why this cannot run here; null when it can.</summary>
    public static string? Missing => PeerPrograms.Missing("haproxy");

    /// <param name="relayPort">The listener.</param>
    /// <param name="version">1 or 2.</param>
    /// <param name="source">The address that haproxy comes from.</param>
    /// <param name="checks">Whether to check the listener's health, which must greet in clear text for that.</param>
    public static async Task<HaproxyPeer> StartAsync(int relayPort, int version, string source = "127.0.0.1", bool checks = true)
    {
        var haproxy = new HaproxyPeer();
        try
        {
            string configuration = haproxy.folder.Write("haproxy.cfg", $"""
                global
                  stats socket {haproxy.folder["stats"]} mode 600
                defaults
                  mode tcp
                  timeout connect 10s
                  timeout client 60s
                  timeout server 60s
                  timeout check 10s
                frontend clients
                  bind 127.0.0.1:{haproxy.Port}
                  default_backend relay
                backend relay
                  option smtpchk EHLO haproxy.example
                  source {source}
                  server relay 127.0.0.1:{relayPort} {(version == 1 ? "send-proxy" : "send-proxy-v2")} {(checks ? "check check-send-proxy inter 200ms" : "")}

                """);
            haproxy.process = PeerProcess.Start(PeerPrograms.Find("haproxy")!, ["-db", "-f", configuration]);
            await haproxy.process.WaitForPortAsync(haproxy.Port);
            return haproxy;
        }
        catch
        {
            await haproxy.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits until a health check has ended so, <c>L7OK</c> for instance.</summary>
    public Task WaitForCheckAsync(string status) =>
        process!.WaitUntilAsync(async token => (await CheckStatusAsync(token)).EndsWith(status, StringComparison.Ordinal),
            $"a check that ends with {status}");

    public async ValueTask DisposeAsync()
    {
        if (process is not null)
            await process.DisposeAsync();
        folder.Dispose();
    }

    // haproxy's management guide, §9.1: comma-separated, the first line names the columns.
    private async Task<string> CheckStatusAsync(CancellationToken cancellationToken)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(folder["stats"]), cancellationToken);
        }
        catch (SocketException)
        {
            // haproxy takes connections a moment before its statistics socket is there.
            return "";
        }

        await socket.SendAsync("show stat\n"u8.ToArray(), cancellationToken);
        using var reader = new StreamReader(new NetworkStream(socket), Encoding.ASCII);
        string[] lines = (await reader.ReadToEndAsync(cancellationToken)).Split('\n');
        int column = Array.IndexOf(lines[0].Split(','), "check_status");
        return lines.Single(line => line.StartsWith("relay,relay,", StringComparison.Ordinal)).Split(',')[column];
    }
}
