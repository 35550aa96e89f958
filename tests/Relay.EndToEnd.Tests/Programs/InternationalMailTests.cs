using System.Text;
using Relay.TestKit.Peers;

namespace Relay.EndToEnd.Tests.Programs;

/// <summary>Addresses and header fields beyond ASCII (RFC 6531, RFC 6532) from real clients to real servers.</summary>
public sealed class InternationalMailTests(RelayAmongPeers peers) : IClassFixture<RelayAmongPeers>
{
    private const string Sender = "jürgen@sender.example";

    public static TheoryData<string, string, bool> Ways()
    {
        var ways = new TheoryData<string, string, bool>();
        foreach (string client in (string[])[PeerClients.Smtplib, PeerClients.Postfix, PeerClients.MailKit])
        {
            foreach (string server in (string[])["postfix", "exim", "sink"])
            {
                ways.Add(client, server, false);
                ways.Add(client, server, true);
            }
        }

        return ways;
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Addresses_and_header_arrive_as_they_were_sent(string client, string server, bool overTls)
    {
        Assert.SkipWhen(PeerClients.Missing is not null, PeerClients.Missing ?? "");
        string sender = overTls ? "jürgen@tls.example" : Sender;
        Submission submission = Message(sender, overTls, $"用户@{(overTls ? "tls" : "plain")}.{server}.example",
            $"bob@{(overTls ? "tls" : "plain")}.{server}.example");
        await peers.Client(client).SubmitAsync(submission);
        IReadOnlyList<StoredMail> arrived = await Arrivals.WaitAsync(peers.Server(server, overTls), submission.Content, 2, () => peers.Log);
        arrived.ShouldBe(submission, $"{client} to {server}");
        foreach (StoredMail mail in arrived)
        {
            mail.Received.ShouldContain(field => field.Contains($"by {RelayAmongPeers.HostName} with UTF8SMTP{(overTls ? "S" : "")} id",
                StringComparison.Ordinal));
            if (server == "sink")
                mail.MailParameters.ShouldContain("SMTPUTF8");
        }
    }

    [Theory]
    [InlineData(PeerClients.Smtplib)]
    [InlineData(PeerClients.Postfix)]
    public async Task From_a_hop_without_SMTPUTF8_the_sender_gets_a_report(string client)
    {
        Assert.SkipWhen(PeerClients.Missing is not null, PeerClients.Missing ?? "");
        string sender = $"jürgen-{Guid.NewGuid():N}@sender.example";
        await peers.Client(client).SubmitAsync(Message(sender, overTls: false, "用户@old.example"));
        StoredMail report = await Reports.WaitAsync(peers, sender);
        report.Sender.ShouldBe("");
        report.MailParameters.ShouldContain("SMTPUTF8");
        report.Holds("Final-Recipient: utf-8; 用户@old.example").ShouldBeTrue(Encoding.UTF8.GetString(report.Content));
        report.Holds("Action: failed").ShouldBeTrue();
        report.Holds("Status: 5.6.7").ShouldBeTrue();
        peers.OldHop.Messages.ShouldBeEmpty();
    }

    private static Submission Message(string sender, bool overTls, params string[] recipients) =>
        new(sender, recipients, Encoding.UTF8.GetBytes($"""
            From: Jürgen <{sender}>
            To: 用户 <用户@dest.example>
            Date: Mon, 23 Nov 2026 06:00:00 +0000
            Message-ID: <{Guid.NewGuid():N}@sender.example>
            Subject: Grüße, 你好
            MIME-Version: 1.0
            Content-Type: text/plain; charset=utf-8
            Content-Transfer-Encoding: 8bit

            你好

            """.ReplaceLineEndings("\r\n")), overTls)
        {
            SmtpUtf8 = true,
        };
}
