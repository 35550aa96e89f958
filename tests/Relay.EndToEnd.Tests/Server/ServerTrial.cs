using System.Net;
using Relay.TestKit.Peers;

namespace Relay.EndToEnd.Tests.Server;

/// <summary>A running relay with listeners of all kinds, with and without PROXY header, in front of a sink; one user, alice.</summary>
public sealed class ServerTrial : IAsyncLifetime
{
    public const string Password = "open-sesame!";
    public const long MaxMessageOctets = 1_000_000;
    private static readonly string[] Kinds = ["none", "starttls", "implicit"];
    private readonly TemporaryFolder folder = new("server");
    private TrialSettings? settings;
    private RelayProcess? relay;
    private SinkPeer? sink;

    /// <summary>Where all accepted mail arrives.</summary>
    public SinkPeer Sink => sink!;

    public string Log => relay!.Log;

    public RelayProcess Relay => relay!;

    /// <summary>The listener for a way in.</summary>
    public IPEndPoint EndPoint(WayIn way) =>
        new(IPAddress.Loopback, settings!.PortOf(Array.IndexOf(Kinds, way.Listener) + (way.Header == "none" ? 0 : Kinds.Length)));

    /// <summary>The listener with TLS at once that offers no AUTH.</summary>
    public IPEndPoint WithoutAuth => new(IPAddress.Loopback, settings!.PortOf(2 * Kinds.Length));

    public async ValueTask InitializeAsync()
    {
        (string certificate, string key) = TrialCertificate.Write(folder, "mx1.relay.example");
        object Listener(string tls, string proxyFrom, string auth = "optional") => new
        {
            address = $"127.0.0.1:{FreePort.Next()}",
            tls,
            certificate = tls == "none" ? "" : certificate,
            key = tls == "none" ? "" : key,
            auth,
            proxyFrom,
        };
        sink = await SinkPeer.StartAsync();
        settings = new TrialSettings
        {
            Listeners =
            [
                .. Kinds.Select(kind => Listener(kind, "")), .. Kinds.Select(kind => Listener(kind, "127.0.0.1")), Listener("implicit", "", "none"),
            ],
            Accept = new
            {
                relayFromHosts = $"127.0.0.1 : 127.0.0.5 : {WayIn.Listed}",
                relayToDomains = "ours.example",
                maxMessageOctets = MaxMessageOctets,
                maxRecipients = 100,
                maxMessagesPerSession = 5,
                maxAuthFailuresPerHost = 0, // All clients here are one host, and the tests of the limit are elsewhere.
                credentials = "users",
            },
            Routes = TrialSettings.RoutesTo(("*", sink.Port)),
        };
        string file = settings.Write(folder);
        await RelayUsers.AddAsync(file, "alice", Password);
        relay = await RelayProcess.StartAsync(file, settings.Port);
    }

    public async ValueTask DisposeAsync()
    {
        if (relay is not null)
            await relay.DisposeAsync();
        if (sink is not null)
            await sink.DisposeAsync();
        folder.Dispose();
    }
}
