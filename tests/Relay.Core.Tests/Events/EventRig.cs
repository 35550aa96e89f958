using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Relay.Core.Handlers.Answering;
using Relay.Core.Sessions;
using Relay.Core.Settings;
using Relay.Core.Tests.Scheduling.Wire;
using Relay.Core.Tests.Sessions;
using Relay.Core.Tests.Sessions.Authentication;
using Relay.Sdk.Events;
using Relay.Sdk.Spool;
using Relay.Sdk.Testing;
using Relay.Sdk.Testing.Clients;
using Relay.Sdk.Testing.Hosts;
using Relay.Sdk.Tls;
using Relay.TestKit.Sessions;

namespace Relay.Core.Tests.Events;

/// <summary>A whole relay between a client and a next hop: sessions, spool, scheduler and transport, with handlers that hear everything and are asked
/// about everything.</summary>
internal sealed class EventRig : IAsyncDisposable
{
    private static readonly X509Certificate2 Own = MakeOwn();

    private readonly TestCertificate certificate = new();
    private readonly bool tls;
    private WireRig wire = null!;
    private SmtpServer server = null!;

    private EventRig(EventTrial trial, bool tls)
    {
        this.tls = tls;
        Host = ScriptedHost.Start(trial.Manners(tls));
    }

    public ScriptedHandlers Handlers { get; } = new ScriptedHandlers { DecidesAll = true }.Observing<Notice>();

    /// <summary>The next hop of dest.example, and of the sender.</summary>
    public ScriptedHost Host { get; }

    public CapturedLog Log { get; } = new();

    /// <summary>Where clients connect.</summary>
    public IPEndPoint EndPoint => server.EndPoints[0];

    public WireRig Wire => wire;

    public static async Task<EventRig> StartAsync(EventTrial trial, bool tls)
    {
        var rig = new EventRig(trial, tls);
        await rig.StartAsync(trial);
        return rig;
    }

    /// <summary>A client that has greeted, under TLS and with a certificate of its own where the trial has that.</summary>
    public async Task<ScriptedClient> GreetAsync()
    {
        ScriptedClient client = await ConnectAsync();
        if (!tls)
            return client;
        await client.AskAsync("STARTTLS");
        await client.StartTlsAsync(own: Own);
        await client.AskAsync("EHLO client.example");
        return client;
    }

    /// <summary>A client that has said and read nothing yet.</summary>
    public Task<ScriptedClient> OpenAsync() => ScriptedClient.ConnectAsync(EndPoint);

    /// <summary>A client that has greeted, in clear text.</summary>
    public async Task<ScriptedClient> ConnectAsync()
    {
        ScriptedClient client = await OpenAsync();
        await client.ExpectAsync("220 *");
        await client.AskAsync("EHLO client.example");
        return client;
    }

    /// <summary>Sends a message, and waits until all that follows is done and the connections are closed.</summary>
    public async Task SendAsync(string recipient = "bob@dest.example")
    {
        await using ScriptedClient client = await GreetAsync();
        await SendAsync(client, recipient);
        await wire.QuietAsync();
        await wire.AdvanceAsync(TimeSpan.FromMinutes(1));
    }

    /// <summary>Sends a message as a client that has greeted.</summary>
    public static async Task SendAsync(ScriptedClient client, string recipient)
    {
        await client.AskAsync("MAIL FROM:<alice@sender.example>");
        await client.AskAsync($"RCPT TO:<{recipient}>");
        await client.AskAsync("DATA");
        (await client.AskAsync("Subject: hello\r\n\r\nHello.\r\n.")).ShouldStartWith("250");
    }

    /// <summary>Says one command.</summary>
    public async Task SayAsync(string command)
    {
        await using ScriptedClient client = await GreetAsync();
        await wire.Clock.AskAsync(client, command);
    }

    /// <summary>All notices told: those of the outbox, and the live ones.</summary>
    public async Task<List<Notice>> NoticesAsync()
    {
        IReadOnlyList<OutboxNotice> outbox = await wire.Spool.Outbox.ReadAsync(0, 1000, CancellationToken.None);
        return [.. outbox.Select(static kept => kept.Notice), .. Handlers.Notices];
    }

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        await wire.DisposeAsync();
        await Host.DisposeAsync();
        certificate.Dispose();
    }

    private async Task StartAsync(EventTrial trial)
    {
        trial.Object(Handlers);
        Handlers.Authenticators = [new FakeAuthenticator("alice", "secret")];
        if (trial.DanePolicy is { } policy)
            Handlers.TlsPolicies = [new NamedTlsPolicy("dane", TlsPolicyKind.Dane, policy)];
        var transport = new TransportSettings { Tls = tls ? TransportTls.Opportunistic : TransportTls.Off };
        wire = await WireRig.StartAsync(
            new RelaySettings
            {
                Routes = [WireRig.Route("dest.example", Host.EndPoint.Port), WireRig.Route("sender.example", Host.EndPoint.Port)],
                Transports = new Dictionary<string, TransportSettings> { ["remote"] = trial.Transport(transport) },
            },
            Handlers,
            Log);
        ListenerSettings listener = tls ? certificate.Listener(ListenerTls.Starttls) with { ClientCertificates = ClientCertificateRule.Request }
            : new ListenerSettings();
        RelaySettings settings = wire.Settings with
        {
            Listeners = [trial.Listener(listener) with { Address = "127.0.0.1:0" }],
            Accept = trial.Accept(this),
        };
        server = new SmtpServer(settings, new SmtpServerDependencies
        {
            Store = wire.Spool,
            Handlers = Handlers,
            Queue = wire.Scheduler.Queue,
            Ids = new MessageIdSource(wire.Clock),
            Clock = wire.Clock,
            Loggers = Log,
            Features = new HostFeatures([]),
        });
        await server.StartAsync(CancellationToken.None);
    }

    private static X509Certificate2 MakeOwn()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=client.example", key, HashAlgorithmName.SHA256);
        using X509Certificate2 made = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, new DateTimeOffset(2100, 1, 1, 0, 0, 0, TimeSpan.Zero));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
    }
}
