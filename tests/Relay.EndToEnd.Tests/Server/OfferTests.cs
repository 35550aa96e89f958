using Relay.Sdk.Testing.Clients;
using Relay.TestKit.Peers;
using Relay.TestKit.Sessions;

namespace Relay.EndToEnd.Tests.Server;

/// <summary>EHLO offers each extension exactly where it can be used.</summary>
public sealed class OfferTests(ServerTrial trial) : IClassFixture<ServerTrial>
{
    private static readonly string[] Always =
        ["PIPELINING", $"SIZE {ServerTrial.MaxMessageOctets}", "8BITMIME", "SMTPUTF8", "CHUNKING", "ENHANCEDSTATUSCODES", "DSN",
            "LIMITS RCPTMAX=100 MAILMAX=5"];

    [Theory]
    [MemberData(nameof(WayIn.All), MemberType = typeof(WayIn))]
    public async Task Extensions_are_offered_where_they_can_be_used(string listener, bool underTls, string header)
    {
        var way = new WayIn(listener, underTls, header);
        await using ScriptedClient client = await way.OpenAsync(trial.EndPoint(way));
        string[] offered = await OfferAsync(client);
        string[] more = underTls ? ["AUTH SCRAM-SHA-256 PLAIN LOGIN", "REQUIRETLS"] : listener == "starttls" ? ["STARTTLS"] : [];
        offered.ShouldBe([.. Always, .. more], ignoreOrder: true);
    }

    [Theory]
    [MemberData(nameof(WayIn.All), MemberType = typeof(WayIn))]
    public async Task What_is_not_offered_is_refused(string listener, bool underTls, string header)
    {
        var way = new WayIn(listener, underTls, header);
        await using ScriptedClient client = await way.OpenAsync(trial.EndPoint(way));
        (await client.AskAsync("STARTTLS now")).ShouldStartWith(underTls ? "503 5.5.1" : listener == "starttls" ? "501 5.5.4" : "502 5.5.1");
        (await client.AuthenticateAsync(new Login("PLAIN", "alice", "wrong"))).ShouldStartWith(underTls ? "535 5.7.8" : "538 5.7.11");
        (await client.AskAsync("AUTH CRAM-MD5")).ShouldStartWith(underTls ? "504 5.5.4" : "538 5.7.11");
        (await client.AskAsync("MAIL FROM:<a@sender.example> BODY=BINARYMIME")).ShouldStartWith("555 5.5.4");
        (await client.AskAsync("MAIL FROM:<a@sender.example> MT-PRIORITY=3")).ShouldStartWith("555 5.5.4");
        (await client.AskAsync("MAIL FROM:<a@sender.example> REQUIRETLS")).ShouldStartWith(underTls ? "250 2.1.0" : "555 5.5.4");
    }

    [Theory]
    [MemberData(nameof(WayIn.All), MemberType = typeof(WayIn))]
    public async Task After_HELO_there_are_no_extensions(string listener, bool underTls, string header)
    {
        var way = new WayIn(listener, underTls, header);
        await using ScriptedClient client = await way.OpenAsync(trial.EndPoint(way));
        (await client.AskAsync("HELO client.example")).ShouldBe("250 mx1.relay.example");
        (await client.AskAsync("MAIL FROM:<a@sender.example> SIZE=100")).ShouldStartWith("555 5.5.4");
        (await client.AskAsync("MAIL FROM:<a@sender.example> BODY=8BITMIME")).ShouldStartWith("555 5.5.4");
        (await client.AskAsync("MAIL FROM:<a@sender.example>")).ShouldStartWith("250 2.1.0");
    }

    [Fact]
    public async Task A_listener_without_AUTH_offers_none_under_TLS_either()
    {
        await using ScriptedClient client = await new WayIn("implicit", true, "none").OpenAsync(trial.WithoutAuth);
        string[] offered = await OfferAsync(client);
        offered.ShouldNotContain(line => line.StartsWith("AUTH", StringComparison.Ordinal));
        offered.ShouldContain("REQUIRETLS");
        (await client.AuthenticateAsync(new Login("PLAIN", "alice", ServerTrial.Password))).ShouldStartWith("502 5.5.1");
    }

    [Theory]
    [InlineData("PLAIN")]
    [InlineData("LOGIN")]
    [InlineData("SCRAM-SHA-256")]
    public async Task AUTH_is_offered_in_clear_text_where_that_is_allowed(string mechanism)
    {
        using var folder = new TemporaryFolder("offer");
        var settings = new TrialSettings
        {
            Listeners = [new { address = $"127.0.0.1:{FreePort.Next()}", auth = "optional" }],
            Accept = new { relayFromHosts = "", credentials = "users", authWithoutTls = true },
            Routes = TrialSettings.RoutesTo(("*", trial.Sink.Port)),
        };
        string file = settings.Write(folder);
        await RelayUsers.AddAsync(file, "alice", ServerTrial.Password);
        await using RelayProcess relay = await RelayProcess.StartAsync(file, settings.Port);
        await using ScriptedClient client = await ScriptedClient.ConnectAsync(new(System.Net.IPAddress.Loopback, settings.Port));
        await client.ExpectAsync("220 *");
        (await OfferAsync(client)).ShouldContain("AUTH SCRAM-SHA-256 PLAIN LOGIN");
        (await client.AuthenticateAsync(new Login(mechanism, "alice", ServerTrial.Password))).ShouldStartWith("235");
        foreach ((string parameter, string keyword) in ((string, string)[])[("", "ESMTPA"), (" SMTPUTF8", "UTF8SMTPA")])
        {
            var message = new TrialMessage("in clear text");
            (await client.AskAsync($"MAIL FROM:<alice@sender.example>{parameter}")).ShouldStartWith("250");
            (await client.AskAsync("RCPT TO:<bob@dest.example>")).ShouldStartWith("250");
            (await client.AskAsync("DATA")).ShouldStartWith("354");
            (await client.AskAsync(message.Text + ".")).ShouldStartWith("250");
            (await Arrivals.WaitAsync(trial.Sink, message.Octets, 1, () => relay.Log))[0].Received[0].ShouldContain($" with {keyword} id ");
        }
    }

    // The lines of the reply behind the host name.
    private static async Task<string[]> OfferAsync(ScriptedClient client) =>
        [.. (await client.AskAsync("EHLO client.example")).Split('\n').Skip(1).Select(line => line[4..])];
}
