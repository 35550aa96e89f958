using System.Net;
using Relay.Sdk.Testing.Clients;
using Relay.Sdk.Testing.Hosts;
using Relay.TestKit.Peers;

namespace Relay.EndToEnd.Tests.Reports;

/// <summary>What senders hear of their mail (RFC 3461, 3464), from the wire of one side to the wire of the other.</summary>
public sealed class ReportsThroughTheRelayTests
{
    [Fact]
    public async Task What_the_sender_asked_for_is_passed_on_or_answered_by_the_relay()
    {
        using var folder = new TemporaryFolder("reports");
        await using ScriptedHost sender = ScriptedHost.Start(new HostManners()), modern = ScriptedHost.Start(new HostManners());
        await using var old = ScriptedHost.Start(new HostManners
        {
            Capabilities = [],
            Answer = command => command.StartsWith("RCPT TO:<no", StringComparison.Ordinal) ? "550 5.1.1 No such user here" : null,
        });
        await using RelayProcess relay = await StartAsync(folder, ("sender.test", sender), ("modern.test", modern), ("old.test", old));
        await SubmitAsync(relay, """
            C: MAIL FROM:<alice@sender.test> BODY=8BITMIME RET=HDRS ENVID=QQ+2B1
            S: 250 *
            C: RCPT TO:<bob@old.test> NOTIFY=SUCCESS,FAILURE ORCPT=rfc822;Bob+2Bx@old.test
            S: 250 *
            C: RCPT TO:<nobody@old.test> NOTIFY=FAILURE ORCPT=rfc822;Nobody@old.test
            S: 250 *
            C: RCPT TO:<noise@old.test> NOTIFY=NEVER
            S: 250 *
            C: RCPT TO:<carol@old.test>
            S: 250 *
            C: RCPT TO:<dave@modern.test> NOTIFY=SUCCESS,DELAY ORCPT=x_unix!;Dave+3D
            S: 250 *
            """);
        await Until.HoldsAsync(() => sender.Messages.Count == 2 && modern.Messages.Count == 1, "the mail", () => relay.Log);
        (await relay.StopAsync()).ShouldBe(0, relay.Process.Output);

        TakenMessage atModern = modern.Messages.ShouldHaveSingleItem();
        atModern.Mail.ShouldEndWith(" BODY=8BITMIME RET=HDRS ENVID=QQ+2B1");
        atModern.Recipients.ShouldBe(["RCPT TO:<dave@modern.test> NOTIFY=SUCCESS,DELAY ORCPT=x_unix!;Dave+3D"]);
        atModern.Text.ShouldEndWith("Content-Transfer-Encoding: 8bit\r\n\r\nGr\u00fc\u00dfe\r\n.\r\n");

        TakenMessage atOld = old.Messages.ShouldHaveSingleItem();
        atOld.Mail.ShouldBe("MAIL FROM:<alice@sender.test>");
        atOld.Recipients.ShouldBe(["RCPT TO:<bob@old.test>", "RCPT TO:<carol@old.test>"]);
        atOld.Text.ShouldEndWith("Content-Transfer-Encoding: quoted-printable\r\n\r\nGr=FC=DFe\r\n.\r\n");

        sender.Messages.ShouldAllBe(report => report.Mail.StartsWith("MAIL FROM:<> ", StringComparison.Ordinal) && !report.Mail.Contains("RET="));
        sender.Messages.ShouldAllBe(report => report.Recipients.Single() == "RCPT TO:<alice@sender.test> NOTIFY=NEVER");
        sender.Messages.ShouldAllBe(report => report.Text.Contains("\r\nContent-Type: text/rfc822-headers\r\n"));
        string failure = sender.Messages.Single(report => report.Text.Contains("Action: failed")).Text;
        failure.ShouldContain("Original-Envelope-Id: QQ+1\r\nReporting-MTA: dns; relay.test\r\n");
        failure.ShouldContain("""

            Original-Recipient: rfc822; Nobody@old.test
            Final-Recipient: rfc822; nobody@old.test
            Action: failed
            Status: 5.1.1
            Remote-MTA: dns; [127.0.0.1]
            Diagnostic-Code: smtp; 550 5.1.1 No such user here

            """.ReplaceLineEndings("\r\n"));
        string relayed = sender.Messages.Single(report => report.Text.Contains("Action: relayed")).Text;
        relayed.ShouldContain("\r\nOriginal-Recipient: rfc822; Bob+x@old.test\r\nFinal-Recipient: rfc822; bob@old.test\r\nAction: " +
            "relayed\r\nStatus: 2.0.0\r\n");
        new[] { failure, relayed }.ShouldAllBe(report => report.Split("Final-Recipient").Length == 2);
    }

    [Fact]
    public async Task A_late_message_is_reported_once_and_again_when_its_time_is_up()
    {
        using var folder = new TemporaryFolder("late");
        await using var sender = ScriptedHost.Start(new HostManners());
        await using var busy = ScriptedHost.Start(new HostManners
        {
            Answer = command => command.StartsWith("RCPT", StringComparison.Ordinal) ? "450 4.2.1 Mailbox busy" : null,
        });
        await using RelayProcess relay = await StartAsync(folder, new { reports = new { delayNotice = "1s" } }, ("sender.test", sender),
            ("busy.test", busy));
        await SubmitAsync(relay, """
            C: MAIL FROM:<alice@sender.test>
            S: 250 *
            C: RCPT TO:<bob@busy.test>
            S: 250 *
            C: RCPT TO:<carol@busy.test> NOTIFY=FAILURE
            S: 250 *
            """);
        await Until.HoldsAsync(() => sender.Messages.Count == 1, "the mail", () => relay.Log);
        (await relay.StopAsync()).ShouldBe(0, relay.Process.Output);
        await relay.Process.DisposeAsync();
        relay.Launch(new Dictionary<string, string> { ["RELAY__DELIVERY__MAXAGE"] = "1s" });
        await Until.HoldsAsync(() => sender.Messages.Count == 2, "the mail", () => relay.Log);
        (await relay.StopAsync()).ShouldBe(0, relay.Process.Output);

        string[] reports = [.. sender.Messages.Select(report => report.Text)];
        reports[0].ShouldContain("Final-Recipient: rfc822; bob@busy.test\r\nAction: delayed\r\nStatus: 4.4.7\r\n");
        reports[0].ShouldContain("\r\nWill-Retry-Until: ");
        reports[0].ShouldNotContain("carol");
        reports[1].ShouldContain("Final-Recipient: rfc822; bob@busy.test\r\nAction: failed\r\nStatus: 4.4.7\r\n");
        reports[1].ShouldContain("Final-Recipient: rfc822; carol@busy.test\r\nAction: failed\r\nStatus: 4.4.7\r\n");
        reports[1].Split("450 4.2.1 Mailbox busy").Length.ShouldBeGreaterThan(2);
        reports[1].ReplaceLineEndings("\n").ShouldContain("\nContent-Type: message/rfc822\n");
    }

    [Fact]
    public async Task A_report_that_nobody_takes_makes_no_other_report()
    {
        using var folder = new TemporaryFolder("nobody");
        await using var nobody = ScriptedHost.Start(new HostManners
        {
            Answer = command => command.StartsWith("RCPT", StringComparison.Ordinal)
                ? "550 5.1.1 Nobody" : null
        });
        await using var other = ScriptedHost.Start(new HostManners());
        await using RelayProcess relay = await StartAsync(folder, ("nobody.test", nobody), ("other.test", other));
        await SubmitAsync(relay, """
            C: MAIL FROM:<x@nobody.test>
            S: 250 *
            C: RCPT TO:<y@nobody.test>
            S: 250 *
            """);
        await Until.HoldsAsync(() => Mails(nobody).Count == 2, "the mail", () => relay.Log);
        await SubmitAsync(relay, """
            C: MAIL FROM:<>
            S: 250 *
            C: RCPT TO:<z@nobody.test>
            S: 250 *
            """);
        await Until.HoldsAsync(() => Mails(nobody).Count == 3, "the mail", () => relay.Log);
        (await relay.StopAsync()).ShouldBe(0, relay.Process.Output);

        Mails(nobody).Select(mail => mail.Split(' ')[1]).ShouldBe(["FROM:<x@nobody.test>", "FROM:<>", "FROM:<>"]);
        (await relay.CommandAsync("queue", "list", "--json")).ShouldNotContain("nobody.test");
        other.Conversations.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("Subject: gr\u00fcn\r\n\r\nbody\r\n", "5.6.3")]
    [InlineData("MIME-Version: 1.0\r\nContent-Type: multipart/signed; boundary=b\r\n\r\n--b\r\n\r\n\u00e9\r\n--b--\r\n", "5.6.2")]
    public async Task Mail_that_a_host_without_8BITMIME_cannot_get_is_returned_even_through_such_a_host(string content, string status)
    {
        using var folder = new TemporaryFolder("eight-bit");
        await using var old = ScriptedHost.Start(new HostManners { Capabilities = [] });
        await using RelayProcess relay = await StartAsync(folder, ("*", old));
        await SubmitAsync(relay, """
            C: MAIL FROM:<alice@sender.test> BODY=8BITMIME
            S: 250 *
            C: RCPT TO:<bob@old.test>
            S: 250 *
            """, content);
        await Until.HoldsAsync(() => old.Messages.Count == 1, "the mail", () => relay.Log);
        (await relay.StopAsync()).ShouldBe(0, relay.Process.Output);

        TakenMessage report = old.Messages.ShouldHaveSingleItem();
        report.Recipients.ShouldBe(["RCPT TO:<alice@sender.test>"]);
        report.Text.ShouldContain($"Action: failed\r\nStatus: {status}\r\nRemote-MTA: dns; [127.0.0.1]\r\nDiagnostic-Code: X-Relay; 554 {status} ");
        report.Content.ShouldAllBe(octet => octet < 0x80);
    }

    private static List<string> Mails(ScriptedHost peer) =>
        [.. peer.Conversations.SelectMany(conversation => conversation.Heard).Where(line => line.StartsWith("MAIL", StringComparison.Ordinal))];

    private static Task<RelayProcess> StartAsync(TemporaryFolder folder, params (string Domain, ScriptedHost Peer)[] routes) =>
        StartAsync(folder, new { }, routes);

    private static Task<RelayProcess> StartAsync(TemporaryFolder folder, object others, params (string Domain, ScriptedHost Peer)[] routes) =>
        RelayProcess.StartAsync(folder, new TrialSettings
        {
            Hostname = "relay.test",
            Routes = TrialSettings.RoutesTo(routes.Select(static route => (route.Domain, route.Peer.EndPoint.Port))),
            Others = others,
        });

    private static async Task SubmitAsync(
        RelayProcess relay, string envelope,
        string content = "Subject: hello\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: " +
        "8bit\r\n\r\nGr\u00fc\u00dfe\r\n..\r\n")
    {
        await using ScriptedClient client = await ScriptedClient.ConnectAsync(new IPEndPoint(IPAddress.Loopback, relay.Port));
        await client.TalkAsync($"""
            S: 220 *
            C: EHLO client.test
            S: 250 *
            {envelope}
            C: DATA
            S: 354 *
            """);
        await client.SendAsync(content + ".\r\n");
        await client.ExpectAsync("250 *");
    }
}
