using System.Net;
using Relay.Sdk.Testing.Clients;
using Relay.TestKit.Peers;

namespace Relay.EndToEnd.Tests.Server;

/// <summary>Clients of both address families at listeners for one and for both.</summary>
public sealed class FamilyTests
{
    [Fact]
    public async Task A_client_shows_by_its_own_address_whatever_the_listener()
    {
        using var folder = new TemporaryFolder("family");
        await using SinkPeer sink = await SinkPeer.StartAsync();
        var settings = new TrialSettings
        {
            Listeners =
            [
                new { address = $"*:{FreePort.Next()}" }, new { address = $"127.0.0.1:{FreePort.Next()}" },
                    new { address = $"[::1]:{FreePort.Next()}" },
                new { address = $"[::1]:{FreePort.Next()}", proxyFrom = "<; ::1" },
            ],
            // The default of relayFromHosts: both loopback addresses.
            Accept = new { },
            Routes = TrialSettings.RoutesTo(("*", sink.Port)),
        };
        await using RelayProcess relay = await RelayProcess.StartAsync(folder, settings);
        (await SendAsync(IPAddress.Loopback, settings.PortOf(0))).ShouldContain("([127.0.0.1])");
        (await SendAsync(IPAddress.IPv6Loopback, settings.PortOf(0))).ShouldContain("([IPv6:::1])");
        (await SendAsync(IPAddress.Loopback, settings.PortOf(1))).ShouldContain("([127.0.0.1])");
        (await SendAsync(IPAddress.IPv6Loopback, settings.PortOf(2))).ShouldContain("([IPv6:::1])");
        // Through a proxy that comes over IPv6, for clients of either family.
        (await SendAsync(IPAddress.IPv6Loopback, settings.PortOf(3), "PROXY TCP4 127.0.0.1 192.0.2.1 40000 25\r\n")).ShouldContain("([127.0.0.1])");
        (await SendAsync(IPAddress.IPv6Loopback, settings.PortOf(3), "PROXY TCP6 ::1 2001:db8::1 40000 25\r\n")).ShouldContain("([IPv6:::1])");
        (await SendAsync(IPAddress.IPv6Loopback, settings.PortOf(3), "PROXY TCP6 ::ffff:127.0.0.1 2001:db8::1 40000 25\r\n"))
            .ShouldContain("([127.0.0.1])");

        // The relay's Received field of a message that was sent so.
        async Task<string> SendAsync(IPAddress address, int port, string header = "")
        {
            await using ScriptedClient client = await ScriptedClient.ConnectAsync(new IPEndPoint(address, port));
            await client.SendAsync(header);
            var message = new TrialMessage("from either family");
            await client.TalkAsync("""
                S: 220 *
                C: EHLO client.example
                S: 250 *
                C: MAIL FROM:<alice@sender.example>
                S: 250 *
                C: RCPT TO:<bob@dest.example>
                S: 250 *
                C: DATA
                S: 354 *
                """);
            (await client.AskAsync(message.Text + ".")).ShouldStartWith("250");
            return (await Arrivals.WaitAsync(sink, message.Octets, 1, () => relay.Log))[0].Received[0];
        }
    }
}
