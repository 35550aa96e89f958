using System.Net;
using Relay.Sdk.Testing.Hosts;
using Relay.TestKit.Peers;

namespace Relay.EndToEnd.Tests;

/// <summary>
/// A relay between real programs: five clients hand mail in, by the domain of the recipient it goes on to Exim, Postfix or the sink,
/// in clear (<c>plain.exim.example</c>) or over TLS (<c>tls.exim.example</c>).
/// </summary>
public sealed class RelayAmongPeers : IAsyncLifetime
{
    public const string HostName = "mx1.relay.example";

    private readonly List<IAsyncDisposable> running = [];
    private readonly int port = FreePort.Next();
    private readonly int tlsPort = FreePort.Next();
    private TemporaryFolder? folder;
    private RelayProcess? relay;
    private PeerClients? clients;
    private SinkPeer? plainSink;
    private SinkPeer? tlsSink;
    private ScriptedHost? oldHop;

    /// <summary>What the relay and the peers said.</summary>
    public string Log => string.Join('\n', relay?.Log, clients?.PostfixServer.Log, clients?.EximServer.Log);

    /// <summary>A next hop that has no extensions; mail for old.example goes there.</summary>
    public ScriptedHost OldHop => oldHop!;

    /// <summary>Where the relay takes mail in clear text.</summary>
    public IPEndPoint EndPoint => new(IPAddress.Loopback, port);

    public RelayProcess Relay => relay!;

    public IMailClient Client(string name) => clients![name];

    public IMailStore Server(string name, bool tls) => name switch
    {
        "exim" => clients!.EximServer,
        "postfix" => clients!.PostfixServer,
        _ => tls ? tlsSink! : plainSink!,
    };

    public async ValueTask InitializeAsync()
    {
        if (PeerClients.Missing is not null) return;
        folder = new TemporaryFolder("relay");
        running.Add(plainSink = await SinkPeer.StartAsync());
        running.Add(tlsSink = await SinkPeer.StartAsync("--tls", "starttls"));
        running.Add(oldHop = ScriptedHost.Start(new HostManners { Capabilities = [] }));
        running.Add(clients = await PeerClients.StartAsync(port, tlsPort));
        running.Add(relay = await RelayProcess.StartAsync(folder, Settings()));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (IAsyncDisposable? peer in running.AsEnumerable().Reverse()) await peer.DisposeAsync();
        folder?.Dispose();
    }

    private TrialSettings Settings()
    {
        (string? certificate, string? key) = TrialCertificate.Write(folder!, HostName);
        return new TrialSettings
        {
            Hostname = HostName,
            Listeners =
            [
                new { address = $"127.0.0.1:{port}" },
                new { address = $"127.0.0.1:{tlsPort}", tls = "starttls", certificate, key },
            ],
            Routes =
            [
                new { domains = "plain.exim.example", via = $"127.0.0.1:{clients!.EximServer.Port}", transport = "plain" },
                new { domains = "tls.exim.example", via = $"127.0.0.1:{clients.EximServer.Port}", transport = "tls" },
                new { domains = "plain.postfix.example", via = $"127.0.0.1:{clients.PostfixServer.Port}", transport = "plain" },
                new { domains = "tls.postfix.example", via = $"127.0.0.1:{clients.PostfixServer.Port}", transport = "tls" },
                new { domains = "plain.sink.example", via = $"127.0.0.1:{plainSink!.Port}", transport = "plain" },
                // Reports to senders.
                new { domains = "sender.example", via = $"127.0.0.1:{plainSink.Port}", transport = "plain" },
                new { domains = "old.example", via = $"127.0.0.1:{oldHop!.EndPoint.Port}", transport = "plain" },
                new { domains = "tls.sink.example", via = $"127.0.0.1:{tlsSink!.Port}", transport = "tls" },
            ],
            Transports = new { plain = new { tls = "off", idleTimeout = "3s" }, tls = new { tls = "required" } },
        };
    }
}
