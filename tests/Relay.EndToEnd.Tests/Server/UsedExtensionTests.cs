using Relay.Sdk.Testing.Clients;
using Relay.TestKit.Peers;
using Relay.TestKit.Sessions;

namespace Relay.EndToEnd.Tests.Server;

/// <summary>Each extension is used once in each way a client can come, and the message arrives with what was asked and the right trace.</summary>
public sealed class UsedExtensionTests(ServerTrial trial) : IClassFixture<ServerTrial>
{
    public static TheoryData<string, bool, string> Ways => WayIn.All();

    public static TheoryData<string, string, string> WaysToLogIn()
    {
        var ways = new TheoryData<string, string, string>();
        foreach (string header in (string[])["none", "v1", "v2"])
        {
            foreach (string listener in (string[])["starttls", "implicit"])
            {
                foreach (string mechanism in (string[])["PLAIN", "LOGIN", "SCRAM-SHA-256"])
                    ways.Add(listener, header, mechanism);
            }
        }

        return ways;
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task PIPELINING_takes_a_whole_transaction_in_one_packet(string listener, bool underTls, string header)
    {
        var way = new WayIn(listener, underTls, header);
        await using ScriptedClient client = await OpenAsync(way);
        TrialMessage message = new("pipelined");
        await client.SendAsync(
            $"MAIL FROM:<alice@sender.example>\r\nRCPT TO:<bob@dest.example>\r\nRCPT TO:<no one>\r\nRCPT TO:<carol@dest.example>\r\nDATA\r\n");
        foreach (string reply in (string[])["250 2.1.0 *", "250 2.1.5 *", "501 5.1.3 *", "250 2.1.5 *", "354 *"])
            await client.ExpectAsync(reply);
        await client.SendAsync(message.Text + ".\r\nNOOP\r\nQUIT\r\n");
        foreach (string reply in (string[])["250 2.0.0 Queued as *", "250 2.0.0 OK", "221 2.0.0 Bye"])
            await client.ExpectAsync(reply);
        await ShouldArriveAsync(message, way, way.Keyword(), "bob@dest.example", "carol@dest.example");
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task SIZE_is_compared_with_the_limit(string listener, bool underTls, string header)
    {
        var way = new WayIn(listener, underTls, header);
        await using ScriptedClient client = await OpenAsync(way);
        TrialMessage message = new("sized");
        (await client.AskAsync($"MAIL FROM:<alice@sender.example> SIZE={ServerTrial.MaxMessageOctets + 1}")).ShouldStartWith("552 5.3.4");
        await TransferAsync(client, message, $" SIZE={message.Text.Length}");
        StoredMail arrived = await ShouldArriveAsync(message, way, way.Keyword());
        arrived.MailParameters.ShouldBe($"SIZE={arrived.Content.Length}");
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Eight_bits_are_kept_and_declared_with_8BITMIME(string listener, bool underTls, string header)
    {
        var way = new WayIn(listener, underTls, header);
        await using ScriptedClient client = await OpenAsync(way);
        TrialMessage message = new("eight", "Gr\u00fc\u00dfe \u00a4\u0080\u00ff");
        await TransferAsync(client, message, " BODY=8BITMIME");
        (await ShouldArriveAsync(message, way, way.Keyword())).MailParameters.ShouldContain("BODY=8BITMIME");
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task SMTPUTF8_carries_addresses_in_UTF8(string listener, bool underTls, string header)
    {
        var way = new WayIn(listener, underTls, header);
        await using ScriptedClient client = await OpenAsync(way);
        TrialMessage message = new("international");
        await TransferAsync(client, message, " SMTPUTF8", sender: "jürgen@sender.example", recipient: "用户@dest.example");
        StoredMail arrived = await ShouldArriveAsync(message, way, way.Keyword(utf8: true), "用户@dest.example");
        arrived.Sender.ShouldBe("jürgen@sender.example");
        arrived.MailParameters.ShouldContain("SMTPUTF8");
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task CHUNKING_takes_chunks_in_any_cut(string listener, bool underTls, string header)
    {
        var way = new WayIn(listener, underTls, header);
        await using ScriptedClient client = await OpenAsync(way);
        TrialMessage message = new("chunked", ".\r\n..\r\nend");
        await client.TalkAsync("""
            C: MAIL FROM:<alice@sender.example>
            S: 250 2.1.0 *
            C: RCPT TO:<bob@dest.example>
            S: 250 2.1.5 *
            """);
        int half = message.Text.Length / 2;
        await client.SendAsync($"BDAT {half}\r\n{message.Text[..half]}BDAT 0\r\nBDAT {message.Text.Length - half}\r\n{message.Text[half..]}BDAT 0 " +
            "LAST\r\n");
        foreach (string reply in (string[])["250 2.0.0 *", "250 2.0.0 *", "250 2.0.0 *", "250 2.0.0 Queued as *"])
            await client.ExpectAsync(reply);
        await ShouldArriveAsync(message, way, way.Keyword());
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task ENHANCEDSTATUSCODES_are_on_all_replies_but_the_greetings(string listener, bool underTls, string header)
    {
        var way = new WayIn(listener, underTls, header);
        await using ScriptedClient client = await OpenAsync(way);
        string[] commands =
        [
            "NOOP", "HELP", "VRFY bob", "EXPN list", "BOGUS", "RCPT TO:<bob@dest.example>", "MAIL FROM:<bad", "MAIL FROM:<alice@sender.example>",
                "DATA", "RSET",
            "RSET now", "AUTH", "STARTTLS now", "BDAT 0", "QUIT",
        ];
        foreach (string command in commands)
        {
            foreach (string line in (await client.AskAsync(command)).Split('\n'))
                line.ShouldMatch(@"^([245])\d\d[ -]\1\.\d{1,3}\.\d{1,3} ", command);
        }
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task DSN_parameters_reach_the_next_hop_unchanged(string listener, bool underTls, string header)
    {
        var way = new WayIn(listener, underTls, header);
        await using ScriptedClient client = await OpenAsync(way);
        TrialMessage message = new("reported");
        await TransferAsync(client, message, " RET=HDRS ENVID=QQ+2B314", " NOTIFY=SUCCESS,FAILURE ORCPT=rfc822;bob+2Btag@first.example");
        StoredMail arrived = await ShouldArriveAsync(message, way, way.Keyword());
        arrived.MailParameters.ShouldContain("RET=HDRS ENVID=QQ+2B314");
        arrived.RcptParameters.ShouldBe("NOTIFY=SUCCESS,FAILURE ORCPT=rfc822;bob+2Btag@first.example");
    }

    [Theory]
    [MemberData(nameof(WaysToLogIn))]
    public async Task AUTH_lets_a_stranger_relay_and_a_wrong_password_does_not(string listener, string header, string mechanism)
    {
        var way = new WayIn(listener, UnderTls: true, header);
        await using ScriptedClient client = await way.OpenAsync(trial.EndPoint(way), mayRelay: false);
        (await client.AuthenticateAsync(new Login(mechanism, "alice", "wrong"))).ShouldStartWith("535 5.7.8");
        await client.TalkAsync("""
            C: MAIL FROM:<alice@sender.example>
            S: 250 2.1.0 *
            C: RCPT TO:<bob@dest.example>
            S: 550 5.7.1 *
            C: RSET
            S: 250 2.0.0 *
            """);
        (await client.AuthenticateAsync(new Login(mechanism, "alice", ServerTrial.Password))).ShouldStartWith("235 2.7.0");
        TrialMessage message = new("authenticated");
        await TransferAsync(client, message, " AUTH=<>");
        await ShouldArriveAsync(message, way, way.Keyword(authenticated: true), mayRelay: false);
        TrialMessage international = new("authenticated and international");
        await TransferAsync(client, international, " SMTPUTF8");
        await ShouldArriveAsync(international, way, way.Keyword(utf8: true, authenticated: true), mayRelay: false);
    }

    [Theory]
    [InlineData("starttls", "none")]
    [InlineData("implicit", "none")]
    [InlineData("starttls", "v1")]
    [InlineData("implicit", "v2")]
    public async Task REQUIRETLS_keeps_mail_from_a_hop_without_verified_TLS(string listener, string header)
    {
        var way = new WayIn(listener, UnderTls: true, header);
        await using ScriptedClient client = await OpenAsync(way);
        TrialMessage message = new("for TLS only", "Kept for TLS");
        string id = await TransferAsync(client, message, " REQUIRETLS");
        await trial.Relay.WaitForLogAsync($"failed {id} to ");
        // The report goes on all the same, with the header alone (RFC 8689 §5).
        await Until.HoldsAsync(() => trial.Sink.Mail.Any(mail => mail.Holds(message.Id)), "the report", () => trial.Log);
        trial.Sink.Mail.Where(mail => mail.Holds(message.Id))
            .ShouldAllBe(mail => mail.Sender.Length == 0 && mail.Holds("multipart/report") && !mail.Holds("Kept for TLS"));
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task LIMITS_are_those_that_hold(string listener, bool underTls, string header)
    {
        var way = new WayIn(listener, underTls, header);
        await using ScriptedClient client = await OpenAsync(way);
        await client.TalkAsync("""
            C: MAIL FROM:<alice@sender.example>
            S: 250 2.1.0 *
            """);
        for (int i = 1; i <= 100; i++)
            (await client.AskAsync($"RCPT TO:<r{i}@dest.example>")).ShouldStartWith("250 2.1.5");
        (await client.AskAsync("RCPT TO:<r101@dest.example>")).ShouldStartWith("452 4.5.3");
        for (int mail = 2; mail <= 5; mail++)
        {
            await client.TalkAsync("""
                C: RSET
                S: 250 2.0.0 *
                C: MAIL FROM:<alice@sender.example>
                S: 250 2.1.0 *
                """);
        }

        await client.TalkAsync("""
            C: RSET
            S: 250 2.0.0 *
            C: MAIL FROM:<alice@sender.example>
            S: 421 4.7.0 *
            """);
        await client.ExpectCloseAsync();
    }

    private Task<ScriptedClient> OpenAsync(WayIn way) => way.OpenAsync(trial.EndPoint(way));

    // The queue id.
    private static async Task<string> TransferAsync(
        ScriptedClient client, TrialMessage message, string mail = "", string rcpt = "", string sender = "alice@sender.example",
        string recipient = "bob@dest.example")
    {
        (await client.AskAsync($"MAIL FROM:<{sender}>{mail}")).ShouldStartWith("250 2.1.0");
        (await client.AskAsync($"RCPT TO:<{recipient}>{rcpt}")).ShouldStartWith("250 2.1.5");
        (await client.AskAsync("DATA")).ShouldStartWith("354");
        await client.SendAsync(message.Text + ".\r\n");
        return (await client.ExpectAsync("250 2.0.0 Queued as *"))["250 2.0.0 Queued as ".Length..];
    }

    private async Task<StoredMail> ShouldArriveAsync(TrialMessage message, WayIn way, string keyword, params string[] recipients)
        => await ShouldArriveAsync(message, way, keyword, mayRelay: true, recipients);

    private async Task<StoredMail> ShouldArriveAsync(TrialMessage message, WayIn way, string keyword, bool mayRelay, params string[] recipients)
    {
        if (recipients.Length == 0)
            recipients = ["bob@dest.example"];
        IReadOnlyList<StoredMail> arrived = await Arrivals.WaitAsync(trial.Sink, message.Octets, recipients.Length, () => trial.Log);
        arrived.Select(mail => mail.Recipient).ShouldBe(recipients, ignoreOrder: true);
        foreach (StoredMail mail in arrived)
        {
            mail.Original.ShouldBe(message.Octets);
            string trace = mail.Received.ShouldHaveSingleItem();
            trace.ShouldStartWith($"Received: from client.example ([{way.ClientAddress(mayRelay)}])\r\n\tby mx1.relay.example with {keyword} id ");
            trace.Contains("\r\n\ttls TLS_", StringComparison.Ordinal).ShouldBe(way.UnderTls, trace);
        }

        return arrived[0];
    }
}
