using System.Net;
using Relay.EndToEnd.Tests.Server;
using Relay.Sdk.Testing.Clients;
using Relay.TestKit.Peers;

namespace Relay.EndToEnd.Tests.Programs;

/// <summary>The relay behind a real haproxy.</summary>
public sealed class HaproxyTests(ServerTrial trial) : IClassFixture<ServerTrial>
{
    private static readonly IPAddress Listed = IPAddress.Parse("127.0.0.5");
    private static readonly IPAddress Stranger = IPAddress.Parse("127.0.0.6");

    [Theory]
    [InlineData(1, "none")]
    [InlineData(2, "none")]
    [InlineData(1, "starttls")]
    [InlineData(2, "starttls")]
    [InlineData(1, "implicit")]
    [InlineData(2, "implicit")]
    public async Task The_real_client_is_in_Received_and_its_rights_are_the_real_clients(int version, string listener)
    {
        Assert.SkipWhen(HaproxyPeer.Missing is not null, HaproxyPeer.Missing ?? "");
        await using HaproxyPeer haproxy = await StartAsync(listener, version);
        await using (ScriptedClient stranger = await OpenAsync(haproxy, listener, Stranger))
        {
            // haproxy's own address is in relayFromHosts; the client's is not.
            await stranger.TalkAsync("""
                C: MAIL FROM:<alice@sender.example>
                S: 250 2.1.0 *
                C: RCPT TO:<bob@dest.example>
                S: 550 5.7.1 *
                """);
        }

        await using ScriptedClient client = await OpenAsync(haproxy, listener, Listed);
        var message = new TrialMessage("through haproxy");
        await client.TalkAsync("""
            C: MAIL FROM:<alice@sender.example>
            S: 250 2.1.0 *
            C: RCPT TO:<bob@dest.example>
            S: 250 2.1.5 *
            C: DATA
            S: 354 *
            """);
        (await client.AskAsync(message.Text + ".")).ShouldStartWith("250 2.0.0");
        StoredMail arrived = (await Arrivals.WaitAsync(trial.Sink, message.Octets, 1, () => trial.Log)).ShouldHaveSingleItem();
        arrived.Received.ShouldHaveSingleItem().ShouldStartWith("Received: from client.example ([127.0.0.5])\r\n\tby mx1.relay.example with ESMTP");
    }

    [Theory]
    [InlineData("swaks", 1, "starttls")]
    [InlineData("smtplib", 2, "starttls")]
    [InlineData("swaks", 2, "implicit")]
    [InlineData("smtplib", 1, "implicit")]
    public async Task Clients_log_in_through_haproxy(string name, int version, string listener)
    {
        Assert.SkipWhen(HaproxyPeer.Missing is not null, HaproxyPeer.Missing ?? "");
        await using HaproxyPeer haproxy = await StartAsync(listener, version);
        IMailClient client = name == "swaks" ? new SwaksClient(haproxy.Port, haproxy.Port) : new SmtplibClient(haproxy.Port, haproxy.Port);
        var message = new TrialMessage("with a login");
        await client.SubmitAsync(new Submission("alice@sender.example", ["bob@dest.example"], message.Octets, OverTls: true)
        {
            ImplicitTls = listener == "implicit",
            Login = new Login("PLAIN", "alice", ServerTrial.Password),
        });
        StoredMail arrived = (await Arrivals.WaitAsync(trial.Sink, message.Octets, 1, () => trial.Log)).ShouldHaveSingleItem();
        arrived.Received.ShouldHaveSingleItem().ShouldContain(" with ESMTPSA ");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Health_checks_find_the_relay_well(int version)
    {
        Assert.SkipWhen(HaproxyPeer.Missing is not null, HaproxyPeer.Missing ?? "");
        await using HaproxyPeer haproxy = await StartAsync("none", version);
        await haproxy.WaitForCheckAsync("L7OK");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_header_from_a_host_that_is_not_in_proxyFrom_is_not_believed(int version)
    {
        Assert.SkipWhen(HaproxyPeer.Missing is not null, HaproxyPeer.Missing ?? "");
        await using HaproxyPeer haproxy = await HaproxyPeer.StartAsync(Port("none"), version, source: "127.0.0.9", checks: false);
        await using ScriptedClient client = await ScriptedClient.ConnectAsync(new IPEndPoint(IPAddress.Loopback, haproxy.Port), Listed);
        // Either the header was there before the greeting, or it is read as a command; both are refused.
        string? first = await client.ReadLineAsync();
        if (first?.StartsWith("220", StringComparison.Ordinal) == true)
        {
            // A binary header has line ends in it, so that it is several commands, and the start of the next one.
            await client.SendAsync("\r\nNOOP\r\n");
            string reply = (await client.ReadLineAsync())!;
            reply.ShouldMatch("^5[05]0 ");
            while (!reply.StartsWith("250 ", StringComparison.Ordinal))
            {
                reply.ShouldMatch("^5[05]0 ");
                reply = (await client.ReadLineAsync())!;
            }

            (await client.AskAsync("EHLO client.example")).ShouldStartWith("250");
            (await client.AskAsync("MAIL FROM:<alice@sender.example>")).ShouldStartWith("250");
            (await client.AskAsync("RCPT TO:<bob@dest.example>")).ShouldStartWith("550 5.7.1");
        }
        else
        {
            first.ShouldNotBeNull().ShouldStartWith("554 5.5.1");
            await client.ExpectCloseAsync();
        }
    }

    [Fact]
    public async Task Who_comes_past_haproxy_is_not_served()
    {
        await using ScriptedClient client = await ScriptedClient.ConnectAsync(new IPEndPoint(IPAddress.Loopback, Port("none")));
        await client.TalkAsync("""
            C: EHLO client.example
            S: 421 4.7.0 *
            S: 503 5.5.1 *
            C: QUIT
            S: 221 2.0.0 *
            """);
    }

    private Task<HaproxyPeer> StartAsync(string listener, int version) =>
        HaproxyPeer.StartAsync(Port(listener), version, checks: listener != "implicit");

    // A listener that wants the header.
    private int Port(string listener) => trial.EndPoint(new WayIn(listener, UnderTls: false, "v1")).Port;

    private static async Task<ScriptedClient> OpenAsync(HaproxyPeer haproxy, string listener, IPAddress from)
    {
        ScriptedClient client = await ScriptedClient.ConnectAsync(new IPEndPoint(IPAddress.Loopback, haproxy.Port), from);
        if (listener == "implicit")
            await client.StartTlsAsync();
        await client.ExpectAsync("220 mx1.relay.example *");
        (await client.AskAsync("EHLO client.example")).ShouldStartWith("250");
        if (listener != "starttls")
            return client;
        (await client.AskAsync("STARTTLS")).ShouldStartWith("220");
        await client.StartTlsAsync();
        (await client.AskAsync("EHLO client.example")).ShouldStartWith("250");
        return client;
    }
}
