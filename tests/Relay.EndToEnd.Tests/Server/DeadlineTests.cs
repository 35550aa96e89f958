using System.Net;
using Relay.Core.Settings;
using Relay.Sdk.Testing.Clients;
using Relay.TestKit.Peers;

namespace Relay.EndToEnd.Tests.Server;

/// <summary>A client that goes silent is told, in every state, and the settings say when.</summary>
public sealed class DeadlineTests : IAsyncLifetime
{
    private static readonly string[] States =
    [
        "",
        "EHLO client.example\r\n",
        "EHLO client.example\r\nMAIL FROM:<a@sender.example>\r\n",
        "EHLO client.example\r\nMAIL FROM:<a@sender.example>\r\nRCPT TO:<b@dest.example>\r\n",
        "EHLO client.example\r\nMAIL FROM:<a@sender.example>\r\nRCPT TO:<b@dest.example>\r\nDATA\r\n",
        "EHLO client.example\r\nMAIL FROM:<a@sender.example>\r\nRCPT TO:<b@dest.example>\r\nDATA\r\nSubject: half\r\n",
        "EHLO client.example\r\nMAIL FROM:<a@sender.example>\r\nRCPT TO:<b@dest.example>\r\nBDAT 100\r\nSubject: half\r\n",
        "EHLO client.example\r\nMAIL FROM:<a@sender.example>\r\nRCPT TO:<b@dest.example>\r\nBDAT 2\r\n\r\n",
        "EHLO client.ex",
    ];

    private readonly TemporaryFolder folder = new("deadline");
    private TrialSettings? settings;
    private RelayProcess? relay;

    [Fact]
    public Task A_client_that_is_silent_in_any_state_gets_421() => Task.WhenAll(States.Select(async said =>
    {
        await using ScriptedClient client = await ScriptedClient.ConnectAsync(new IPEndPoint(IPAddress.Loopback, settings!.Port));
        await client.ExpectAsync("220 *");
        await client.SendAsync(said);
        string? line, last = null;
        while ((line = await client.ReadLineAsync()) is not null)
            last = line;
        last.ShouldNotBeNull(said).ShouldStartWith("421 4.4.2 ", customMessage: said);
    }));

    [Fact]
    public Task A_handshake_that_does_not_come_ends_the_connection() => Task.WhenAll(((string[])["", "\u0016\u0003\u0001"]).Select(async said =>
    {
        await using ScriptedClient client = await ScriptedClient.ConnectAsync(new IPEndPoint(IPAddress.Loopback, settings!.PortOf(1)));
        await client.SendAsync(said);
        await client.ExpectCloseAsync();
    }));

    [Fact]
    public void The_usual_times_are_no_shorter_than_those_of_the_RFC()
    {
        var accept = new AcceptSettings();
        // RFC 5321 §4.5.3.2.7: five minutes for a command. §4.5.3.2.5: three for a stretch of data.
        accept.CommandTimeout.ShouldBeGreaterThanOrEqualTo(TimeSpan.FromMinutes(5));
        accept.DataTimeout.ShouldBeGreaterThanOrEqualTo(TimeSpan.FromMinutes(3));
        var transport = new TransportSettings();
        // As a client, §4.5.3.2.1 to .6: five minutes for the greeting and for a command, three for a stretch of data, ten for the final reply.
        transport.GreetingTimeout.ShouldBeGreaterThanOrEqualTo(TimeSpan.FromMinutes(5));
        transport.CommandTimeout.ShouldBeGreaterThanOrEqualTo(TimeSpan.FromMinutes(5));
        transport.DataTimeout.ShouldBeGreaterThanOrEqualTo(TimeSpan.FromMinutes(3));
        transport.FinalTimeout.ShouldBeGreaterThanOrEqualTo(TimeSpan.FromMinutes(10));
    }

    public async ValueTask InitializeAsync()
    {
        (string certificate, string key) = TrialCertificate.Write(folder, "mx1.relay.example");
        settings = new TrialSettings
        {
            Listeners =
            [
                new { address = $"127.0.0.1:{FreePort.Next()}" },
                new { address = $"127.0.0.1:{FreePort.Next()}", tls = "implicit", certificate, key },
            ],
            Accept = new { relayFromHosts = "127.0.0.1", commandTimeout = "1s", dataTimeout = "1s", tlsTimeout = "1s" },
        };
        relay = await RelayProcess.StartAsync(folder, settings);
    }

    public async ValueTask DisposeAsync()
    {
        if (relay is not null)
            await relay.DisposeAsync();
        folder.Dispose();
    }
}
