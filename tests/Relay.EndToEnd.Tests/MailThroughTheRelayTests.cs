using Relay.TestKit.Peers;

namespace Relay.EndToEnd.Tests;

/// <summary>Mail from real clients arrives at real servers as it was sent.</summary>
public sealed class MailThroughTheRelayTests(RelayAmongPeers peers) : IClassFixture<RelayAmongPeers>
{
    private static readonly string[] Clients = [PeerClients.Swaks, PeerClients.Smtplib, PeerClients.Nodemailer, PeerClients.Postfix, PeerClients.Exim,
        PeerClients.MailKit];
    private static readonly string[] Servers = ["exim", "postfix", "sink"];

    public static TheoryData<string, string, bool> Ways()
    {
        var ways = new TheoryData<string, string, bool>();
        foreach (string client in Clients)
        {
            foreach (string server in Servers)
            {
                ways.Add(client, server, false);
                ways.Add(client, server, true);
            }
        }

        return ways;
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Content_and_envelope_arrive_as_they_were_sent(string client, string server, bool overTls)
    {
        Assert.SkipWhen(PeerClients.Missing is not null, PeerClients.Missing ?? "");
        (string? sender, string? domain) = overTls ? ("alice@tls.example", $"tls.{server}.example")
            : ("alice@sender.example", $"plain.{server}.example");
        List<(string About, Submission Sent)> sent = [];
        foreach ((string? about, byte[]? content) in Corpus.Messages())
        {
            var submission = new Submission(sender, [$"bob@{domain}", $"carol+tag@{domain}", $"\"d d\"@{domain}"], content, overTls);
            await peers.Client(client).SubmitAsync(submission);
            sent.Add((about, submission));
        }

        IMailStore store = peers.Server(server, overTls);
        foreach ((string? about, Submission? submission) in sent)
        {
            IReadOnlyList<StoredMail> arrived = await Arrivals.WaitAsync(store, submission.Content, submission.Recipients.Count, () => peers.Log);
            arrived.ShouldBe(submission, $"{client} to {server}: {about}");
            foreach (StoredMail mail in arrived) TraceShouldBeGood(mail, server, overTls);
        }
    }

    [Theory]
    [InlineData(PeerClients.Smtplib)]
    [InlineData(PeerClients.Postfix)]
    public async Task One_message_for_three_servers_reaches_each(string client)
    {
        Assert.SkipWhen(PeerClients.Missing is not null, PeerClients.Missing ?? "");
        foreach ((string? about, byte[]? content) in Corpus.Messages())
        {
            string[] recipients = [.. Servers.SelectMany(server => (string[])[$"bob@plain.{server}.example", $"carol@plain.{server}.example"])];
            await peers.Client(client).SubmitAsync(new Submission("alice@sender.example", recipients, content));
            foreach (string server in Servers)
            {
                var expected = new Submission("alice@sender.example",
                    [.. recipients.Where(recipient => recipient.EndsWith($".{server}.example", StringComparison.Ordinal))], content);
                IReadOnlyList<StoredMail> arrived = await Arrivals.WaitAsync(peers.Server(server, tls: false), content, expected.Recipients.Count,
                    () => peers.Log);
                arrived.ShouldBe(expected, $"{client} to {server}: {about}");
            }
        }
    }

    /// <summary>The relay added one Received field (RFC 5321 §4.4), which says how the mail came; the server's own says how it left.</summary>
    private static void TraceShouldBeGood(StoredMail mail, string server, bool overTls)
    {
        string[] ours = [.. mail.Received.Where(field => field.Contains($"by {RelayAmongPeers.HostName}", StringComparison.Ordinal))];
        string own = ours.ShouldHaveSingleItem();
        own.ShouldContain(overTls ? "with ESMTPS" : "with ESMTP");
        if (!overTls) own.ShouldNotContain("ESMTPS");
        if (server == "sink") return;

        string last = mail.Received[0].ToUpperInvariant();
        last.ShouldContain(server == "exim" ? "BY EXIM.EXAMPLE" : "BY POSTFIX.EXAMPLE");
        if (overTls) last.ShouldContain("WITH ESMTPS");
        else last.ShouldNotContain("WITH ESMTPS");
    }
}
