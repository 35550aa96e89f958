using System.Text;
using Relay.TestKit.Peers;

namespace Relay.EndToEnd.Tests;

/// <summary>Eight-bit mail for an Exim that takes ASCII only (RFC 6152 §3), compared part by part by Python's email package.</summary>
public sealed class EightBitThroughTheRelayTests
{
    private const string Message = """
        From: <alice@sender.example>
        Subject: =?iso-8859-1?q?Gr=FC=DFe?=
        MIME-Version: 1.0
        Content-Type: multipart/mixed; boundary="mixed"
        Content-Transfer-Encoding: 8bit

        --mixed
        Content-Type: multipart/alternative; boundary="alternative"

        --alternative
        Content-Type: text/plain; charset=iso-8859-1; format=flowed
        Content-Transfer-Encoding: 8bit

        Grüße aus Köln, a=b, 
        .
        ..
        From here on
        --alternative
        Content-Type: text/html; charset=iso-8859-1
        Content-Transfer-Encoding: 8bit

        <p title="x">Grüße</p>
        --alternative--
        --mixed
        Content-Type: image/png
        Content-Transfer-Encoding: base64

        iVBORw0KGgo=
        --mixed
        Content-Type: message/rfc822
        Content-Transfer-Encoding: 8bit

        Subject: enclosed

        no MIME, but Grüße
        --mixed--

        """;

    private const string Compare = """
        import email, sys
        def parts(name):
            with open(name, "rb") as file:
                return [(p.get_content_type(), p.get_filename(), p.get_payload(decode=True)) for p in email.message_from_bytes(file.read()).walk() if not p.is_multipart()]
        before, after = parts(sys.argv[1]), parts(sys.argv[2])
        print(f"{len(before)} parts, " + ("the same" if before == after else f"{before} became {after}"))
        """;

    [Fact]
    public async Task What_arrives_is_ascii_and_says_the_same()
    {
        Assert.SkipWhen(PeerClients.Missing is not null, PeerClients.Missing ?? "");
        using var folder = new TemporaryFolder("eight-bit");
        await using EximPeer exim = await EximPeer.StartAsync(
            1, 1, new EximExtras { MainSettings = "accept_8bitmime = false\nsmtputf8_advertise_hosts =\nchunking_advertise_hosts =" });
        await using RelayProcess relay = await RelayProcess.StartAsync(folder,
            new TrialSettings { Routes = TrialSettings.RoutesTo(("*", exim.Port)) });
        byte[] sent = Encoding.Latin1.GetBytes(Message.ReplaceLineEndings("\r\n"));

        await new SmtplibClient(relay.Port, relay.Port)
            .SubmitAsync(new Submission("alice@sender.example", ["bob@dest.example"], sent, OverTls: false));
        await Until.HoldsAsync(() => exim.Mail.Count > 0, "the mail", () => relay.Log);
        StoredMail arrived = exim.Mail[0];

        arrived.Content.ShouldAllBe(octet => octet < 0x80);
        string before = folder["before"], after = folder["after"];
        await File.WriteAllBytesAsync(before, sent, TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(after, arrived.Original, TestContext.Current.CancellationToken);
        (await PeerProcess.RunAsync(PeerPrograms.Find("python3")!, ["-c", Compare, before, after])).Trim().ShouldBe("4 parts, the same");
        (await relay.StopAsync()).ShouldBe(0, relay.Process.Output);
    }
}
