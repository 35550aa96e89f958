using System.Text;
using Relay.Sdk.Testing.Clients;
using Relay.TestKit.Peers;

namespace Relay.EndToEnd.Tests.Server;

/// <summary>What is sent ahead of its time is never taken for a command where it is none, and errors leave nothing of a transaction behind.</summary>
public sealed class InjectionTests(ServerTrial trial) : IClassFixture<ServerTrial>
{
    private static readonly WayIn Clear = new("none", UnderTls: false, "none");
    private static readonly WayIn BeforeTls = new("starttls", UnderTls: false, "none");
    private static readonly WayIn UnderTls = new("implicit", UnderTls: true, "none");

    [Fact]
    public async Task Commands_behind_STARTTLS_in_clear_text_are_forgotten()
    {
        await using ScriptedClient client = await OpenAsync(BeforeTls);
        await client.SendAsync("STARTTLS\r\nEHLO evil.example\r\nMAIL FROM:<evil@evil.example>\r\nRCPT TO:<victim@dest.example>\r\n");
        await client.ExpectAsync("220 2.0.0 *");
        await client.StartTlsAsync();
        // Neither the greeting nor the transaction of before is known.
        (await client.AskAsync("RCPT TO:<victim@dest.example>")).ShouldStartWith("503 5.5.1");
        (await client.AskAsync("MAIL FROM:<alice@sender.example>")).ShouldStartWith("503 5.5.1");
        await SendAsync(client, "EHLO client.example");
    }

    [Fact]
    public async Task STARTTLS_within_a_transaction_is_refused()
    {
        await using ScriptedClient client = await OpenAsync(BeforeTls);
        await client.TalkAsync("""
            C: MAIL FROM:<alice@sender.example>
            C: STARTTLS
            S: 250 2.1.0 *
            S: 503 5.5.1 *
            """);
        await SendAsync(client, "RSET");
    }

    [Fact]
    public async Task Commands_behind_a_failed_AUTH_are_those_of_a_stranger()
    {
        await using ScriptedClient client = await UnderTls.OpenAsync(trial.EndPoint(UnderTls), mayRelay: false);
        string wrong = Convert.ToBase64String("\0alice\0wrong"u8);
        await client.SendAsync($"AUTH PLAIN {wrong}\r\nMAIL FROM:<alice@sender.example>\r\nRCPT TO:<victim@dest.example>\r\nDATA\r\n");
        foreach (string reply in (string[])["535 5.7.8 *", "250 2.1.0 *", "550 5.7.1 *", "554 5.5.1 *"])
            await client.ExpectAsync(reply);
    }

    [Fact]
    public async Task Lines_within_an_exchange_of_AUTH_are_no_commands()
    {
        await using ScriptedClient client = await UnderTls.OpenAsync(trial.EndPoint(UnderTls), mayRelay: false);
        await client.SendAsync("AUTH LOGIN\r\nMAIL FROM:<evil@evil.example>\r\nAUTH PLAIN\r\n*\r\nRCPT TO:<victim@dest.example>\r\n");
        foreach (string reply in (string[])["334 *", "501 5.5.2 *", "334 *", "501 5.7.0 *", "503 5.5.1 *"])
            await client.ExpectAsync(reply);
    }

    [Fact]
    public async Task Nothing_within_a_refused_chunk_is_a_command()
    {
        const string Hidden = "RSET\r\nMAIL FROM:<evil@evil.example>\r\nRCPT TO:<victim@dest.example>\r\n";
        await using ScriptedClient client = await OpenAsync(Clear);
        // Out of order, without recipients, too large, after a failed chunk.
        await client.SendAsync($"BDAT {Hidden.Length} LAST\r\n{Hidden}");
        await client.ExpectAsync("503 5.5.1 *");
        await client.SendAsync($"MAIL FROM:<alice@sender.example>\r\nBDAT {Hidden.Length}\r\n{Hidden}");
        await client.ExpectAsync("250 2.1.0 *");
        await client.ExpectAsync("554 5.5.1 *");
        await client.SendAsync($"RSET\r\nMAIL FROM:<alice@sender.example>\r\nRCPT TO:<bob@dest.example>\r\nBDAT 4\r\na\nb\nBDAT {Hidden.Length} " +
            $"LAST\r\n{Hidden}");
        foreach (string reply in (string[])["250 2.0.0 *", "250 2.1.0 *", "250 2.1.5 *", "550 5.6.11 *", "503 5.5.1 *"])
            await client.ExpectAsync(reply);
        await SendAsync(client, "RSET");
    }

    [Theory]
    [InlineData("BDAT -1")]
    [InlineData("BDAT 9223372036854775808")]
    [InlineData("BDAT 18446744073709551621 LAST")]
    [InlineData("BDAT 0x10 LAST")]
    [InlineData("BDAT LAST")]
    [InlineData("BDAT")]
    [InlineData("BDAT 5 FIRST")]
    public async Task Behind_a_chunk_of_unknown_size_nothing_is_read(string command)
    {
        await using ScriptedClient client = await OpenAsync(Clear);
        string hidden = string.Concat(Enumerable.Repeat("NOOP\r\n", 2000));
        await client.SendAsync($"MAIL FROM:<alice@sender.example>\r\nRCPT TO:<bob@dest.example>\r\n{command}\r\n{hidden}");
        foreach (string reply in (string[])["250 2.1.0 *", "250 2.1.5 *", "501 5.5.4 *"])
            await client.ExpectAsync(reply);
        await client.ExpectCloseAsync();
    }

    [Theory]
    [InlineData("MAIL FROM:<alice@sender.example>\r\nRCPT TO:<bob@dest.example>\r\nBDAT 9223372036854775807 LAST", "250 250 552")]
    [InlineData("MAIL FROM:<alice@sender.example>\r\nRCPT TO:<bob@dest.example>\r\nBDAT 99999999999", "250 250 552")]
    [InlineData("BDAT 9223372036854775807 LAST", "552")]
    public async Task A_chunk_beyond_all_measure_is_not_waited_for(string commands, string codes)
    {
        await using ScriptedClient client = await OpenAsync(Clear);
        await client.SendAsync(commands + "\r\nthe first few of many octets");
        foreach (string code in codes.Split(' '))
            await client.ExpectAsync(code + " *");
        await client.ExpectCloseAsync();
    }

    [Fact]
    public async Task After_deferred_recipients_the_message_goes_to_the_others_alone()
    {
        await using ScriptedClient client = await OpenAsync(Clear);
        var message = new TrialMessage("for a hundred");
        var batch = new StringBuilder("MAIL FROM:<alice@sender.example>\r\n");
        for (int i = 0; i < 105; i++)
            batch.Append(System.Globalization.CultureInfo.InvariantCulture, $"RCPT TO:<r{i}@dest.example>\r\n");
        await client.SendAsync(batch + "DATA\r\n");
        await client.ExpectAsync("250 2.1.0 *");
        for (int i = 0; i < 105; i++)
            await client.ExpectAsync(i < 100 ? "250 2.1.5 *" : "452 4.5.3 *");
        await client.ExpectAsync("354 *");
        await client.SendAsync(message.Text + ".\r\n");
        await client.ExpectAsync("250 2.0.0 *");
        IReadOnlyList<StoredMail> arrived = await Arrivals.WaitAsync(trial.Sink, message.Octets, 100, () => trial.Log);
        arrived.Select(mail => mail.Recipient).ShouldBe(Enumerable.Range(0, 100).Select(i => $"r{i}@dest.example"), ignoreOrder: true);
        await SendAsync(client, "RSET");
    }

    private Task<ScriptedClient> OpenAsync(WayIn way) => way.OpenAsync(trial.EndPoint(way));

    // After a command that sets things right, a message goes through with its own envelope only.
    private async Task SendAsync(ScriptedClient client, string first)
    {
        (await client.AskAsync(first)).ShouldStartWith("250");
        var message = new TrialMessage("after it");
        await client.TalkAsync("""
            C: MAIL FROM:<alice@sender.example>
            S: 250 2.1.0 *
            C: RCPT TO:<bob@dest.example>
            S: 250 2.1.5 *
            C: DATA
            S: 354 *
            """);
        await client.SendAsync(message.Text + ".\r\n");
        await client.ExpectAsync("250 2.0.0 *");
        StoredMail arrived = (await Arrivals.WaitAsync(trial.Sink, message.Octets, 1, () => trial.Log)).ShouldHaveSingleItem();
        (arrived.Sender, arrived.Recipient).ShouldBe(("alice@sender.example", "bob@dest.example"));
        trial.Sink.Mail.ShouldNotContain(mail => mail.Sender == "evil@evil.example" || mail.Recipient == "victim@dest.example");
    }
}
