using Relay.Sdk.Testing.Clients;
using Relay.TestKit.Peers;

namespace Relay.EndToEnd.Tests.Programs;

/// <summary>The relay logs in at a smarthost: a real Exim, a real Postfix, or another relay.</summary>
public sealed class SmarthostTests
{
    private const string Password = "let-me-in";

    [Theory]
    [InlineData("PLAIN")]
    [InlineData("LOGIN")]
    public async Task Mail_goes_through_an_Exim_that_wants_a_login(string mechanism)
    {
        Assert.SkipWhen(EximPeer.Missing is not null, EximPeer.Missing ?? "");
        await using EximPeer exim = await EximPeer.StartAsync(1, 1, Wanting(mechanism));
        using var folder = new TemporaryFolder("smarthost");
        await using RelayProcess relay = await RelayProcess.StartAsync(folder, Through(exim.Port, folder, Password));
        var sent = new Submission("alice@sender.example", ["bob@dest.example", "carol@dest.example"], new TrialMessage("through a smarthost").Octets);
        await new SmtplibClient(relay.Port, relay.Port).SubmitAsync(sent);
        IReadOnlyList<StoredMail> arrived = await Arrivals.WaitAsync(exim, sent.Content, 2, () => relay.Log);
        arrived.ShouldBe(sent, mechanism);
        // RFC 3848: TLS and AUTH.
        arrived.ShouldAllBe(mail => mail.Received[0].Contains("with esmtpsa ", StringComparison.Ordinal));
        exim.Log.ShouldContain("A=server:relay");
    }

    [Theory]
    [InlineData("PLAIN")]
    [InlineData("LOGIN")]
    [InlineData("SCRAM-SHA-256")]
    public async Task Mail_goes_through_a_Postfix_that_wants_a_login(string mechanism)
    {
        Assert.SkipWhen((PostfixPeer.Missing ?? CyrusUsers.Missing) is not null, $"{PostfixPeer.Missing} {CyrusUsers.Missing}");
        await using PostfixPeer postfix = await PostfixPeer.StartAsync(1, 1, login: new Login(mechanism, "relay", Password));
        using var folder = new TemporaryFolder("smarthost");
        await using RelayProcess relay = await RelayProcess.StartAsync(folder, Through(postfix.Port, folder, Password));
        var sent = new Submission("alice@sender.example", ["bob@dest.example", "carol@dest.example"], new TrialMessage("through a smarthost").Octets);
        await new SmtplibClient(relay.Port, relay.Port).SubmitAsync(sent);
        IReadOnlyList<StoredMail> arrived = await Arrivals.WaitAsync(postfix, sent.Content, 2, () => relay.Log + postfix.Log);
        arrived.ShouldBe(sent, mechanism);
        arrived.ShouldAllBe(mail => mail.Received[0].Contains("with ESMTPSA id ", StringComparison.Ordinal));
        postfix.Log.ShouldContain($"sasl_method={mechanism}, sasl_username=relay@");
    }

    [Fact]
    public async Task With_a_wrong_password_mail_waits_in_the_queue()
    {
        Assert.SkipWhen(EximPeer.Missing is not null, EximPeer.Missing ?? "");
        await using EximPeer exim = await EximPeer.StartAsync(1, 1, Wanting("PLAIN"));
        using var folder = new TemporaryFolder("smarthost");
        await using RelayProcess relay = await RelayProcess.StartAsync(folder, Through(exim.Port, folder, "wrong"));
        await new SmtplibClient(relay.Port, relay.Port).SubmitAsync(
            new Submission("alice@sender.example", ["bob@dest.example"], new TrialMessage("waits").Octets));
        await relay.WaitForLogAsync("deferred ");
        (await relay.CommandAsync("queue", "list")).ShouldContain("alice@sender.example");
        exim.Mail.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_relay_logs_in_at_another_relay_without_showing_the_password()
    {
        using var folder = new TemporaryFolder("smarthost");
        await using SinkPeer sink = await SinkPeer.StartAsync();
        (string certificate, string key) = TrialCertificate.Write(folder, "mx2.relay.example");
        var second = new TrialSettings
        {
            Hostname = "mx2.relay.example",
            Listeners = [new { address = $"127.0.0.1:{FreePort.Next()}", tls = "starttls", auth = "required", certificate, key }],
            Accept = new { relayFromHosts = "", credentials = "users" },
            Routes = TrialSettings.RoutesTo(("*", sink.Port)),
        };
        using var secondFolder = new TemporaryFolder("smarthost");
        string secondFile = second.Write(secondFolder);
        await RelayUsers.AddAsync(secondFile, "relay", Password);
        await using RelayProcess smarthost = await RelayProcess.StartAsync(secondFile, second.Port);
        await using RelayProcess relay = await RelayProcess.StartAsync(folder, Through(second.Port, folder, Password));

        var sent = new Submission("alice@sender.example", ["bob@dest.example"], new TrialMessage("from relay to relay").Octets);
        await new SmtplibClient(relay.Port, relay.Port).SubmitAsync(sent);
        IReadOnlyList<StoredMail> arrived = await Arrivals.WaitAsync(sink, sent.Content, 1, () => relay.Log + smarthost.Log);
        arrived.ShouldBe(sent, "relay to relay");
        arrived[0].Received[0].ShouldContain("by mx2.relay.example with ESMTPSA id ");
        arrived[0].Received[1].ShouldContain("by mx1.relay.example with ESMTP id ");
        await smarthost.WaitForLogAsync("authenticated as relay with SCRAM-SHA-256");

        await using ScriptedClient stranger = await ScriptedClient.ConnectAsync(new(System.Net.IPAddress.Loopback, second.Port));
        await stranger.TalkAsync("""
            S: 220 mx2.relay.example *
            C: EHLO client.example
            S: 250 *
            C: MAIL FROM:<alice@sender.example>
            S: 530 5.7.0 *
            """);
    }

    private static TrialSettings Through(int port, TemporaryFolder folder, string password)
    {
        folder.Write("password", password);
        return new TrialSettings
        {
            Routes = [new { domains = "*", via = $"127.0.0.1:{port}", transport = "smarthost" }],
            Transports = new
            {
                smarthost = new
                {
                    tls = "required",
                    auth = new
                    {
                        user = "relay",
                        allowUnverified = true,
                        password = new Dictionary<string, string> { ["$secret"] = "file:password" }
                    }
                }
            },
        };
    }

    // What PLAIN gives is in $auth2 and $auth3, what LOGIN gives in $auth1 and $auth2 (the specification of Exim, chapter "The plaintext
    // authenticator").
    private static EximExtras Wanting(string mechanism) => new()
    {
        RcptAcl = "${if def:authenticated_id {accept}{deny}}",
        Authenticators = mechanism == "PLAIN"
            ? """
              server:
                driver = plaintext
                public_name = PLAIN
                server_prompts = :
                server_condition = ${if and{{eq{$auth2}{relay}}{eq{$auth3}{let-me-in}}}}
                server_set_id = $auth2
              """
            : """
              server:
                driver = plaintext
                public_name = LOGIN
                server_prompts = Username:: : Password::
                server_condition = ${if and{{eq{$auth1}{relay}}{eq{$auth2}{let-me-in}}}}
                server_set_id = $auth1
              """,
    };
}
