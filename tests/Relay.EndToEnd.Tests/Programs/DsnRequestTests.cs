using System.Text;
using Relay.TestKit.Peers;

namespace Relay.EndToEnd.Tests.Programs;

/// <summary>What real clients ask of reports (RFC 3461) goes on to the next hop, and the report comes back.</summary>
public sealed class DsnRequestTests(RelayAmongPeers peers) : IClassFixture<RelayAmongPeers>
{
    private const string Original = "rfc822;first+2Baddress@first.example";

    public static TheoryData<string> Clients => [PeerClients.Smtplib, PeerClients.Nodemailer, PeerClients.Postfix];

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task Postfix_reports_success_to_the_sender_with_what_the_client_asked(string client)
    {
        Assert.SkipWhen(PeerClients.Missing is not null, PeerClients.Missing ?? "");
        (string sender, string id) = (Sender(), $"QQ-{Guid.NewGuid():N}");
        await peers.Client(client).SubmitAsync(Message(sender, "bob@plain.postfix.example", new DsnWishes("HDRS", id, "SUCCESS", Original)));
        StoredMail report = await Reports.WaitAsync(peers, sender);
        report.Sender.ShouldBe("");
        string text = Encoding.UTF8.GetString(report.Content);
        text.ShouldContain($"Original-Envelope-Id: {id}");
        text.ShouldContain(
            $"Original-Recipient: rfc822;{(client == PeerClients.Postfix ? "bob@plain.postfix.example" : "first+address@first.example")}");
        text.ShouldContain("Action: delivered");
        text.ShouldContain("Reporting-MTA: dns; postfix.example");
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task The_next_hop_sees_the_parameters_unchanged(string client)
    {
        Assert.SkipWhen(PeerClients.Missing is not null, PeerClients.Missing ?? "");
        string id = $"QQ-{Guid.NewGuid():N}";
        Submission sent = Message(Sender(), "bob@plain.sink.example", new DsnWishes("FULL", id, "FAILURE,DELAY", Original));
        await peers.Client(client).SubmitAsync(sent);
        StoredMail arrived = (await Arrivals.WaitAsync(peers.Server("sink", tls: false), sent.Content, 1, () => peers.Log)).ShouldHaveSingleItem();
        arrived.MailParameters.ShouldContain($"RET=FULL ENVID={id}");
        arrived.RcptParameters.ShouldBe(
            $"NOTIFY=FAILURE,DELAY ORCPT={(client == PeerClients.Postfix ? "rfc822;bob@plain.sink.example" : Original)}");
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task For_a_hop_without_DSN_the_relay_reports_that_it_relayed(string client)
    {
        Assert.SkipWhen(PeerClients.Missing is not null, PeerClients.Missing ?? "");
        (string sender, string id) = (Sender(), $"QQ-{Guid.NewGuid():N}");
        await peers.Client(client).SubmitAsync(Message(sender, "bob@old.example", new DsnWishes("HDRS", id, "SUCCESS", Original)));
        string text = Encoding.UTF8.GetString((await Reports.WaitAsync(peers, sender)).Content);
        text.ShouldContain($"Reporting-MTA: dns; {RelayAmongPeers.HostName}");
        text.ShouldContain($"Original-Envelope-Id: {id}");
        text.ShouldContain("Action: relayed");
        peers.OldHop.Messages.ShouldContain(message => message.Mail == $"MAIL FROM:<{sender}>");
    }

    [Fact]
    public async Task A_failure_at_the_relay_honours_NEVER_and_FULL()
    {
        Assert.SkipWhen(PeerClients.Missing is not null, PeerClients.Missing ?? "");
        (string quiet, string loud) = (Sender(), Sender());
        IMailClient client = peers.Client(PeerClients.Smtplib);
        await client.SubmitAsync(Message(quiet, "用户@old.example", new DsnWishes("FULL", "quiet", "NEVER", Original)) with { SmtpUtf8 = true });
        await client.SubmitAsync(Message(loud, "用户@old.example", new DsnWishes("FULL", "loud", "FAILURE", Original)) with { SmtpUtf8 = true });
        StoredMail report = await Reports.WaitAsync(peers, loud);
        report.Holds("Subject: reported").ShouldBeTrue();
        report.Holds("the whole body").ShouldBe(true, Encoding.UTF8.GetString(report.Content));
        peers.Server("sink", tls: false).Mail.ShouldNotContain(mail => mail.Recipient == quiet);
    }

    private static string Sender() => $"alice-{Guid.NewGuid():N}@sender.example";

    private static Submission Message(string sender, string recipient, DsnWishes wishes) =>
        new(sender, [recipient], new TrialMessage("reported", "the whole body").Octets) { Dsn = wishes };
}
