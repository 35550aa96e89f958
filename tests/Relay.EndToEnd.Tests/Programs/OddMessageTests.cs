using System.Text;
using Relay.Sdk.Testing.Clients;
using Relay.TestKit.Peers;

namespace Relay.EndToEnd.Tests.Programs;

/// <summary>Messages of odd size and form through the relay to real servers.</summary>
public sealed class OddMessageTests(RelayAmongPeers peers) : IClassFixture<RelayAmongPeers>
{
    private static readonly string[] Servers = ["exim", "postfix", "sink"];

    public static TheoryData<string> Clients =>
        [PeerClients.Swaks, PeerClients.Smtplib, PeerClients.Nodemailer, PeerClients.Postfix, PeerClients.Exim];

    public static TheoryData<string, string> Forms => new()
    {
        { "header only", "" },
        { "empty body", "\r\n" },
        { "blank body", "\r\n\r\n\r\n" },
        { "a dot", "\r\n.\r\n" },
        { "dots", "\r\n..\r\n.a\r\n. \r\n...\r\n" },
        { "a line of 50,000 octets", $"\r\n{new string('x', 50_000)}\r\n" },
        { "a line of dots", $"\r\n{new string('.', 5_000)}\r\n" },
        { "eight bits", "\r\n\u0080\u00ff\u00fe\u00c3\u00a4\r\n" },
        { "control characters", "\r\na\u0001\u001b[31m\u007f\tb\r\n" },
    };

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task Twenty_MiB_arrive_unchanged_at_each_server(string client)
    {
        Assert.SkipWhen(PeerClients.Missing is not null, PeerClients.Missing ?? "");
        // Postfix folds lines of more than 998 octets on their way out.
        string line = new string('m', 958) + "\r\n";
        byte[] content = new TrialMessage("large", string.Concat(Enumerable.Repeat(line, 20 * 1024 * 1024 / line.Length)) + "end").Octets;
        string[] recipients = [.. Servers.Select(server => $"bob@plain.{server}.example")];
        var sent = new Submission("alice@sender.example", recipients, content);
        await peers.Client(client).SubmitAsync(sent);
        await EachShouldHaveAsync(sent);
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task Two_hundred_recipients_each_get_one_copy(string client)
    {
        Assert.SkipWhen(PeerClients.Missing is not null, PeerClients.Missing ?? "");
        string[] recipients = [.. Enumerable.Range(0, 201).Select(i => $"r{i}@plain.{Servers[i % 3]}.example")];
        var sent = new Submission("alice@sender.example", recipients, new TrialMessage("for many").Octets);
        await peers.Client(client).SubmitAsync(sent);
        await EachShouldHaveAsync(sent);
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task The_form_of_a_message_is_kept_in_data_and_in_chunks(string about, string body)
    {
        Assert.SkipWhen(PeerClients.Missing is not null, PeerClients.Missing ?? "");
        foreach (bool chunked in (bool[])[false, true])
        {
            Submission sent = Form(about, body);
            (await SendAsync(sent, chunked)).ShouldStartWith("250 2.0.0");
            foreach (string server in Servers)
                await ShouldHaveAsync(sent, server, $"{about} to {server}, {(chunked ? "BDAT" : "DATA")}");
        }
    }

    [Fact]
    public async Task A_last_line_without_its_end_gets_one_at_the_latest_where_DATA_needs_it()
    {
        Assert.SkipWhen(PeerClients.Missing is not null, PeerClients.Missing ?? "");
        Submission sent = Form("no end", "\r\nlast line");
        (await SendAsync(sent, chunked: true)).ShouldStartWith("250 2.0.0");
        foreach (string server in Servers)
        {
            StoredMail arrived = (await Arrivals.WaitAsync(peers.Server(server, tls: false), sent.Content, 1, () => peers.Log))
                .ShouldHaveSingleItem();
            byte[] content = arrived.Original;
            (content.AsSpan().EndsWith("\r\n"u8) ? content[..^2] : content).ShouldBe(sent.Content, server);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task NUL_is_refused_and_nothing_arrives(bool chunked)
    {
        Assert.SkipWhen(PeerClients.Missing is not null, PeerClients.Missing ?? "");
        Submission sent = Form("nul", "\r\na\0b\r\n");
        (await SendAsync(sent, chunked)).ShouldStartWith("550 5.6.0");
        Submission after = Form("after", "\r\nok\r\n");
        (await SendAsync(after, chunked)).ShouldStartWith("250");
        await EachShouldHaveAsync(after);
        foreach (string server in Servers)
            peers.Server(server, tls: false).Mail.ShouldNotContain(mail => mail.Holds("Subject: nul"));
    }

    private static Submission Form(string subject, string body)
    {
        string header = "From: alice@sender.example\r\nTo: bob@dest.example\r\nDate: Mon, 23 Nov 2026 06:00:00 +0000\r\nMessage-ID: " +
            $"<{Guid.NewGuid():N}@sender.example>\r\nSubject: {subject}\r\n";
        return new Submission("alice@sender.example", [.. Servers.Select(server => $"bob@plain.{server}.example")],
            Encoding.Latin1.GetBytes(header + body));
    }

    // The reply to the content.
    private async Task<string> SendAsync(Submission sent, bool chunked)
    {
        await using ScriptedClient client = await ScriptedClient.ConnectAsync(peers.EndPoint);
        await client.ExpectAsync("220 *");
        await client.AskAsync("EHLO client.example");
        await client.AskAsync($"MAIL FROM:<{sent.Sender}> BODY=8BITMIME");
        foreach (string recipient in sent.Recipients)
            (await client.AskAsync($"RCPT TO:<{recipient}>")).ShouldStartWith("250");
        string content = Encoding.Latin1.GetString(sent.Content);
        if (chunked)
        {
            await client.SendAsync($"BDAT {content.Length} LAST\r\n{content}");
            return await client.ReadReplyAsync();
        }

        (await client.AskAsync("DATA")).ShouldStartWith("354");
        await client.SendAsync(content.Replace("\r\n.", "\r\n..", StringComparison.Ordinal) + ".\r\n");
        return await client.ReadReplyAsync();
    }

    private async Task EachShouldHaveAsync(Submission sent)
    {
        foreach (string server in Servers)
            await ShouldHaveAsync(sent, server, server);
    }

    // A server may end a header section that has no body with an empty line.
    private async Task ShouldHaveAsync(Submission sent, string server, string about)
    {
        Submission expected =
            sent with { Recipients = [.. sent.Recipients.Where(recipient => recipient.EndsWith($".{server}.example", StringComparison.Ordinal))] };
        IReadOnlyList<StoredMail> arrived = await Arrivals.WaitAsync(peers.Server(server, tls: false), sent.Content, expected.Recipients.Count,
            () => peers.Log);
        if (server != "sink" && sent.Content.AsSpan().IndexOf("\r\n\r\n"u8) < 0)
            expected = expected with
            {
                Content = arrived[0].Original.AsSpan().EndsWith("\r\n\r\n"u8) ? [.. sent.Content, .. "\r\n"u8]
                    : sent.Content
            };
        arrived.ShouldBe(expected, about);
    }
}
