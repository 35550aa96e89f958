using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Relay.Sdk.Dns;
using Relay.Sdk.Testing.Clients;
using Relay.TestKit.Dns;
using Relay.TestKit.Peers;
using Relay.TestKit.Sessions;

namespace Relay.EndToEnd.Tests.Server;

/// <summary>Who may send where, and whose messages are completed.</summary>
public sealed class RightsTests(ServerTrial trial) : IClassFixture<ServerTrial>
{
    private static readonly IPAddress Stranger = IPAddress.Parse("127.0.0.2");

    [Fact]
    public async Task A_relay_without_settings_for_it_relays_for_no_stranger()
    {
        using var folder = new TemporaryFolder("rights");
        await using RelayProcess relay = await RelayProcess.StartAsync(folder, new TrialSettings { Accept = new { } });
        (await AskAsync(relay.Port, Stranger)).ShouldStartWith("550 5.7.1");
        (await AskAsync(relay.Port, IPAddress.Loopback)).ShouldStartWith("250 2.1.5");
    }

    [Fact]
    public async Task With_empty_lists_nobody_may_send()
    {
        using var folder = new TemporaryFolder("rights");
        await using RelayProcess relay = await RelayProcess.StartAsync(folder,
            new TrialSettings { Accept = new { relayFromHosts = "", relayToDomains = "" } });
        (await AskAsync(relay.Port, IPAddress.Loopback)).ShouldStartWith("550 5.7.1");
    }

    [Fact]
    public async Task A_host_name_in_relayFromHosts_is_looked_up_both_ways()
    {
        await using FakeDnsServer dns = FakeDnsServer.Start(Answer);
        using var folder = new TemporaryFolder("rights");
        await using RelayProcess relay = await RelayProcess.StartAsync(folder, new TrialSettings
        {
            Accept = new { relayFromHosts = "127.0.0.1 : *.ours.example" },
            Others = new { dns = new { servers = new[] { dns.EndPoint.ToString() } } },
        });
        (await AskAsync(relay.Port, IPAddress.Loopback)).ShouldStartWith("250 2.1.5");
        dns.Queries.ShouldNotContain(query => query.Type == DnsRecordType.PTR);
        // .11 is what it says; .12 says what it is not; .13 has no name; the server of .14 fails.
        (await AskAsync(relay.Port, IPAddress.Parse("127.0.0.11"))).ShouldStartWith("250 2.1.5");
        (await AskAsync(relay.Port, IPAddress.Parse("127.0.0.12"))).ShouldStartWith("550 5.7.1");
        (await AskAsync(relay.Port, IPAddress.Parse("127.0.0.13"))).ShouldStartWith("550 5.7.1");
        (await AskAsync(relay.Port, IPAddress.Parse("127.0.0.14"))).ShouldStartWith("451 4.4.3");
    }

    [Theory]
    [InlineData("<bob@dest.example>", "550 5.7.1")]
    [InlineData("<@ours.example:bob@dest.example>", "550 5.7.1")]
    [InlineData("<@ours.example,@mx1.relay.example:bob@dest.example>", "550 5.7.1")]
    [InlineData("<bob@[192.0.2.1]>", "550 5.7.1")]
    [InlineData("<bob@[127.0.0.1]>", "550 5.7.1")]
    [InlineData("<bob@mx1.relay.example>", "550 5.7.1")]
    [InlineData("<bob@evil-ours.example>", "550 5.7.1")]
    [InlineData("<bob@sub.ours.example>", "550 5.7.1")]
    [InlineData("<bob@ours.example.dest.example>", "550 5.7.1")]
    [InlineData("<bob@dest.example@ours.example>", "501 5.1.3")]
    [InlineData("<\"bob@dest.example\">", "501 5.1.3")]
    [InlineData("<bob>", "501 5.1.3")]
    [InlineData("bob@dest.example", "501 5.1.3")]
    [InlineData("<bob%dest.example@ours.example>", "250 2.1.5")]
    [InlineData("<\"bob@dest.example\"@ours.example>", "250 2.1.5")]
    [InlineData("<dest.example!bob@ours.example>", "250 2.1.5")]
    [InlineData("<bob@OURS.example>", "250 2.1.5")]
    public async Task However_a_stranger_writes_it_only_our_domains_are_served(string path, string reply)
    {
        var way = new WayIn("none", UnderTls: false, "none");
        await using ScriptedClient client = await way.OpenAsync(trial.EndPoint(way), mayRelay: false);
        foreach (string sender in (string[])["<alice@sender.example>", "<>", "<bob@ours.example>", "<bob@[127.0.0.1]>"])
        {
            (await client.AskAsync($"MAIL FROM:{sender}")).ShouldStartWith("250");
            (await client.AskAsync($"RCPT TO:{path}")).ShouldStartWith(reply, customMessage: sender);
            (await client.AskAsync("RSET")).ShouldStartWith("250");
        }
    }

    [Theory]
    [InlineData("listed", true)]
    [InlineData("authenticated", true)]
    [InlineData("stranger", false)]
    public async Task Date_and_Message_ID_are_added_for_those_who_may_relay_alone(string who, bool completes)
    {
        var way = new WayIn("implicit", UnderTls: true, "none");
        await using ScriptedClient client = await way.OpenAsync(trial.EndPoint(way), mayRelay: who == "listed");
        if (who == "authenticated")
            (await client.AuthenticateAsync(new Login("PLAIN", "alice", ServerTrial.Password))).ShouldStartWith("235");
        string mark = Guid.NewGuid().ToString("N");
        foreach (bool chunked in (bool[])[false, true])
        {
            string content = $"Subject: {mark}\r\nFrom: alice@sender.example\r\n\r\nHello\r\n";
            (await client.AskAsync("MAIL FROM:<alice@sender.example>")).ShouldStartWith("250");
            (await client.AskAsync("RCPT TO:<bob@ours.example>")).ShouldStartWith("250");
            if (!chunked)
                (await client.AskAsync("DATA")).ShouldStartWith("354");
            await client.SendAsync(chunked ? $"BDAT {content.Length} LAST\r\n{content}" : content + ".\r\n");
            (await client.ReadReplyAsync()).ShouldStartWith("250");
        }

        StoredMail[] arrived = [];
        await trial.Relay.Process.WaitUntilAsync(
            _ => Task.FromResult((arrived = [.. trial.Sink.Mail.Where(mail => mail.Holds(mark))]).Length == 2), "both messages");
        foreach (StoredMail mail in arrived)
        {
            string text = Encoding.ASCII.GetString(mail.Original);
            string own = completes
                ? @"^Date: \w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d \+0000\r\nMessage-ID: <[0-9A-Z]+@mx1\.relay\.example>\r\n"
                : "^";
            text.ShouldMatch(own + Regex.Escape($"Subject: {mark}\r\nFrom: alice@sender.example\r\n\r\nHello\r\n") + "$");
        }
    }

    [Fact]
    public async Task A_message_that_goes_round_and_round_ends_as_a_report()
    {
        await using SinkPeer sink = await SinkPeer.StartAsync();
        using TemporaryFolder folder = new("loop"), otherFolder = new("loop");
        var one = new TrialSettings { Hostname = "mx1.relay.example" };
        var other = new TrialSettings { Hostname = "mx2.relay.example" };
        await using RelayProcess first = await RelayProcess.StartAsync(folder, Looping(one, other.Port));
        await using RelayProcess second = await RelayProcess.StartAsync(otherFolder, Looping(other, one.Port));
        var message = new TrialMessage("round and round");
        await new SmtplibClient(first.Port, first.Port).SubmitAsync(new Submission("alice@sender.example", ["bob@dest.example"], message.Octets));
        await first.Process.WaitUntilAsync(_ => Task.FromResult(sink.Mail.Count > 0), "the report");
        StoredMail report = sink.Mail.ShouldHaveSingleItem();
        report.Recipient.ShouldBe("alice@sender.example");
        report.Sender.ShouldBe("");
        report.Holds("Status: 5.4.6").ShouldBeTrue(Encoding.ASCII.GetString(report.Content));

        TrialSettings Looping(TrialSettings settings, int next) => settings with
        {
            Accept = new { relayFromHosts = "127.0.0.1", maxReceivedFields = 20 },
            Routes = TrialSettings.RoutesTo(("sender.example", sink.Port), ("*", next)),
        };
    }

    private static async Task<string> AskAsync(int port, IPAddress from)
    {
        await using ScriptedClient client = await ScriptedClient.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port), from);
        await client.ExpectAsync("220 *");
        await client.AskAsync("EHLO client.example");
        (await client.AskAsync("MAIL FROM:<alice@sender.example>")).ShouldStartWith("250");
        return await client.AskAsync("RCPT TO:<bob@dest.example>");
    }

    private static DnsReplyBuilder Answer(FakeDnsQuery query) => (query.Name.ToLowerInvariant(), query.Type) switch
    {
        ("11.0.0.127.in-addr.arpa", DnsRecordType.PTR) =>
            query.Reply().Answer(query.Name, DnsRecordType.PTR, DnsReplyBuilder.Name("mail.ours.example")),
        ("12.0.0.127.in-addr.arpa", DnsRecordType.PTR) =>
            query.Reply().Answer(query.Name, DnsRecordType.PTR, DnsReplyBuilder.Name("mail.ours.example")),
        ("14.0.0.127.in-addr.arpa", _) => query.Reply().Code(2),
        ("mail.ours.example", DnsRecordType.A) => query.Reply().A(query.Name, "127.0.0.11"),
        _ => query.Reply().Code(3),
    };
}
