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

    private readonly List<IAsyncDisposable> _running = [];
    private readonly int _port = FreePort.Next();
    private readonly int _tlsPort = FreePort.Next();
    private TemporaryFolder? _folder;
    private RelayProcess? _relay;
    private PeerClients? _clients;
    private SinkPeer? _plainSink;
    private SinkPeer? _tlsSink;
    private ScriptedHost? _oldHop;

    /// <summary>What the relay and the peers said.</summary>
    public string Log => string.Join('\n', _relay?.Log, _clients?.PostfixServer.Log, _clients?.EximServer.Log);

    /// <summary>A next hop that has no extensions; mail for old.example goes there.</summary>
    public ScriptedHost OldHop => _oldHop!;

    /// <summary>Where the relay takes mail in clear text.</summary>
    public IPEndPoint EndPoint => new(IPAddress.Loopback, _port);

    public RelayProcess Relay => _relay!;

    public IMailClient Client(string name) => _clients![name];

    public IMailStore Server(string name, bool tls) => name switch
    {
        "exim" => _clients!.EximServer,
        "postfix" => _clients!.PostfixServer,
        _ => tls ? _tlsSink! : _plainSink!,
    };

    public async ValueTask InitializeAsync()
    {
        if (PeerClients.Missing is not null) return;
        _folder = new TemporaryFolder("relay");
        _running.Add(_plainSink = await SinkPeer.StartAsync());
        _running.Add(_tlsSink = await SinkPeer.StartAsync("--tls", "starttls"));
        _running.Add(_oldHop = ScriptedHost.Start(new HostManners { Capabilities = [] }));
        _running.Add(_clients = await PeerClients.StartAsync(_port, _tlsPort));
        _running.Add(_relay = await RelayProcess.StartAsync(_folder, Settings()));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var peer in _running.AsEnumerable().Reverse()) await peer.DisposeAsync();
        _folder?.Dispose();
    }

    private TrialSettings Settings()
    {
        var (certificate, key) = TrialCertificate.Write(_folder!, HostName);
        return new TrialSettings
        {
            Hostname = HostName,
            Listeners =
            [
                new { address = $"127.0.0.1:{_port}" },
                new { address = $"127.0.0.1:{_tlsPort}", tls = "starttls", certificate, key },
            ],
            Routes =
            [
                new { domains = "plain.exim.example", via = $"127.0.0.1:{_clients!.EximServer.Port}", transport = "plain" },
                new { domains = "tls.exim.example", via = $"127.0.0.1:{_clients.EximServer.Port}", transport = "tls" },
                new { domains = "plain.postfix.example", via = $"127.0.0.1:{_clients.PostfixServer.Port}", transport = "plain" },
                new { domains = "tls.postfix.example", via = $"127.0.0.1:{_clients.PostfixServer.Port}", transport = "tls" },
                new { domains = "plain.sink.example", via = $"127.0.0.1:{_plainSink!.Port}", transport = "plain" },
                // Reports to senders.
                new { domains = "sender.example", via = $"127.0.0.1:{_plainSink.Port}", transport = "plain" },
                new { domains = "old.example", via = $"127.0.0.1:{_oldHop!.EndPoint.Port}", transport = "plain" },
                new { domains = "tls.sink.example", via = $"127.0.0.1:{_tlsSink!.Port}", transport = "tls" },
            ],
            Transports = new { plain = new { tls = "off", idleTimeout = "3s" }, tls = new { tls = "required" } },
        };
    }
}
