using System.Text;
using Relay.Core.Reports;
using Relay.Core.SevenBit;
using Relay.Sdk.Mail;
using Relay.Sdk.Replies;
using Relay.TestKit.Peers;

namespace Relay.Core.Tests.Reports;

public sealed class ReportWriterTests
{
    [Fact]
    public async Task Failure_says_what_happened_to_whom_and_gives_the_message_back()
    {
        ReportRequest request = Reports.Request() with
        {
            Message = Reports.Message() with { EnvelopeId = "QQ314159" },
            Recipients = [Reports.Recipient(original: "rfc822;bobby@dest.example"),
                Reports.Recipient("carol@dest.example", new SmtpReply(452, "4.4.7", "Too long in the queue"), host: null)],
        };
        ParsedReport report = await Reports.WriteAsync(request);

        report.Header.ShouldBe($"""
            Date: Sun, 22 Nov 2026 08:00:00 +0000
            From: Mail relay <MAILER-DAEMON@relay.example>
            To: <alice@sender.example>
            Subject: Your message could not be delivered
            Message-ID: <000000000001B@relay.example>
            In-Reply-To: <1@sender.example>
            References: <1@sender.example>
            Auto-Submitted: auto-replied
            MIME-Version: 1.0
            Content-Type: multipart/report; report-type=delivery-status;
             boundary="{report.Boundary}"
            """.ReplaceLineEndings("\r\n"));
        report.Status.ShouldBe("""
            Original-Envelope-Id: QQ314159
            Reporting-MTA: dns; relay.example
            X-Relay-Message-Id: 000000000001A
            Arrival-Date: Sun, 22 Nov 2026 04:00:00 +0000

            Original-Recipient: rfc822; bobby@dest.example
            Final-Recipient: rfc822; bob@dest.example
            Action: failed
            Status: 5.1.1
            Remote-MTA: dns; mx1.dest.example
            Diagnostic-Code: smtp; 550 5.1.1 No such user here
            Last-Attempt-Date: Sun, 22 Nov 2026 08:00:00 +0000

            Final-Recipient: rfc822; carol@dest.example
            Action: failed
            Status: 4.4.7
            Diagnostic-Code: X-Relay; 452 4.4.7 Too long in the queue

            """.ReplaceLineEndings("\r\n"));
        report.Person.ShouldContain("  bob@dest.example\r\n    The mail server mx1.dest.example refused it and said:\r\n      550 5.1.1 No such " +
            "user here\r\n    Check the address");
        report.ReturnedType.ShouldBe("message/rfc822");
        report.Returned.ShouldBe(Reports.Content);
        report.Message.Body.ShouldBe(BodyType.SevenBit);
        report.Message.SmtpUtf8.ShouldBeFalse();
        report.Message.Id.ShouldBe(new MessageId(43));
        report.Message.ReceivedAt.ShouldBe(request.At);
    }

    [Fact]
    public async Task The_relays_own_words_are_not_put_into_the_mouth_of_the_host()
    {
        ReportedRecipient refused = Reports.Recipient(reply: new SmtpReply(554, "5.6.3", "The next hop takes ASCII only")) with { HostReply = null };
        ReportedRecipient expired = Reports.Recipient(reply: new SmtpReply(451, "4.4.7",
            "Delivery time expired")) with
        { HostReply = new SmtpReply(450, "4.2.1", "Mailbox busy") };
        ParsedReport report = await Reports.WriteAsync(Reports.Request(recipients: [refused, expired]));
        report.Status.ShouldContain("Status: 5.6.3\r\nRemote-MTA: dns; mx1.dest.example\r\nDiagnostic-Code: X-Relay; 554 5.6.3 The next hop takes " +
            "ASCII only\r\n");
        report.Status.ShouldContain("Status: 4.4.7\r\nRemote-MTA: dns; mx1.dest.example\r\nDiagnostic-Code: smtp; 450 4.2.1 Mailbox busy\r\n");
        report.Person.ShouldContain("    The reason:\r\n      554 5.6.3 The next hop takes ASCII only\r\n");
        report.Person.ShouldContain("    The mail server mx1.dest.example did not take it, and said at last:\r\n      450 4.2.1 Mailbox busy\r\n");
        report.Person.ShouldNotContain("refused it");
    }

    [Fact]
    public async Task Delay_says_until_when_it_is_tried_and_returns_the_header_only()
    {
        ParsedReport report = await Reports.WriteAsync(Reports.Request(ReportKind.Delay,
            recipients: Reports.Recipient(reply: new SmtpReply(451, "4.3.2", "Later"))));
        report.Header.ShouldContain("Subject: Your message is late\r\n");
        report.Status.ShouldContain("Action: delayed\r\nStatus: 4.3.2\r\n");
        report.Status.ShouldContain("Will-Retry-Until: Wed, 25 Nov 2026 08:00:00 +0000\r\n");
        report.Person.ShouldContain("You need not do anything");
        report.ReturnedType.ShouldBe("text/rfc822-headers");
        report.Returned.ShouldBe("From: <alice@sender.example>\r\nSubject: hello\r\nMessage-ID: <1@sender.example>\r\n");
    }

    [Fact]
    public async Task Relayed_says_that_nothing_more_will_be_heard()
    {
        ParsedReport report = await Reports.WriteAsync(Reports.Request(ReportKind.Relayed,
            recipients: Reports.Recipient(reply: new SmtpReply(250, EnhancedStatus.None, "ok"))));
        report.Status.ShouldContain("Action: relayed\r\nStatus: 2.0.0\r\n");
        report.Person.ReplaceLineEndings(" ").ShouldContain("this is the last you will hear of it");
        report.ReturnedType.ShouldBe("text/rfc822-headers");
    }

    [Theory]
    [InlineData(DsnReturn.Full, 100_000, "message/rfc822")]
    [InlineData(DsnReturn.Unspecified, 100_000, "message/rfc822")]
    [InlineData(DsnReturn.Headers, 100_000, "text/rfc822-headers")]
    [InlineData(DsnReturn.Full, 20, "text/rfc822-headers")]
    [InlineData(DsnReturn.Full, 0, "text/rfc822-headers")]
    public async Task Content_is_returned_as_the_sender_and_the_limit_allow(DsnReturn wanted, int limit, string type)
    {
        ReportRequest request = Reports.Request() with { Message = Reports.Message() with { Return = wanted }, ReturnOctets = limit };
        (await Reports.WriteAsync(request)).ReturnedType.ShouldBe(type);
    }

    [Fact]
    public async Task Report_goes_out_without_the_content_when_it_is_gone()
    {
        ParsedReport report = await Reports.WriteAsync(Reports.Request() with { Content = null });
        report.Parts.Count.ShouldBe(2);
        report.Header.ShouldNotContain("In-Reply-To");
    }

    [Fact]
    public async Task Protected_message_gives_a_protected_report_with_the_header_only()
    {
        ParsedReport report = await Reports.WriteAsync(
            Reports.Request() with { Message = Reports.Message() with { RequireTls = true, Return = DsnReturn.Full } });
        report.Message.RequireTls.ShouldBeTrue();
        report.ReturnedType.ShouldBe("text/rfc822-headers");
    }

    [Fact]
    public async Task Null_reverse_path_gets_no_report() =>
        await Should.ThrowAsync<ArgumentException>(
            () => Reports.WriteAsync(Reports.Request() with { Message = Reports.Message() with { ReversePath = ReversePath.Null } }));

    [Theory]
    [InlineData("Subject: x\r\n\r\nno line end", true)]
    [InlineData("Subject: x\r\n\r\n", true)]
    [InlineData("Subject: x\r\n", true)]
    [InlineData("\r\nno header", true)]
    [InlineData("", true)]
    [InlineData("Subject: x\r\n\r\n--=_0123\r\n--\r\n", true)]
    [InlineData("Subject: x\r\n\r\nbare\nLF", false)]
    [InlineData("Subject: x\r\n\r\nbare\rCR", false)]
    [InlineData("Subject: x\r\n\r\nCR at the end\r", false)]
    [InlineData("Subject: x\r\n\r\nNUL\0", false)]
    public async Task Text_comes_back_octet_for_octet_and_anything_else_as_its_header(string content, bool whole)
    {
        ParsedReport report = await Reports.WriteAsync(Reports.Request(content: content));
        report.ReturnedType.ShouldBe(whole ? "message/rfc822" : "text/rfc822-headers");
        report.Returned.ShouldBe(whole ? content : "Subject: x\r\n");
    }

    [Fact]
    public async Task Lines_up_to_998_octets_come_back_and_longer_ones_do_not()
    {
        string fits = "Subject: x\r\n\r\n" + new string('a', 998) + "\r\n";
        (await Reports.WriteAsync(Reports.Request(content: fits))).Returned.ShouldBe(fits);
        (await Reports.WriteAsync(Reports.Request(content: fits.Replace("aa\r", "aaa\r")))).ReturnedType.ShouldBe("text/rfc822-headers");
        ParsedReport header = await Reports.WriteAsync(Reports.Request(ReportKind.Delay, "X: " + new string('a', 2000) + "\r\nSubject: x\r\n\r\n"));
        header.Returned.ShouldBe("X: " + new string('a', 995) + "\r\nSubject: x\r\n");
    }

    [Fact]
    public async Task BINARYMIME_comes_back_as_its_header()
    {
        ReportRequest request = Reports.Request() with { Message = Reports.Message() with { Body = BodyType.BinaryMime } };
        (await Reports.WriteAsync(request)).ReturnedType.ShouldBe("text/rfc822-headers");
    }

    [Fact]
    public async Task Eight_bit_content_comes_back_with_8BITMIME()
    {
        string content = Reports.Content + Encoding.Latin1.GetString("Grüße\r\n"u8);
        ParsedReport report = await Reports.WriteAsync(Reports.Request(content: content));
        report.Message.Body.ShouldBe(BodyType.EightBitMime);
        report.Message.SmtpUtf8.ShouldBeFalse();
        report.Header.ShouldContain("Content-Transfer-Encoding: 8bit");
        report.Parts[1].Header.ShouldBe("Content-Type: message/delivery-status");
        report.Parts[2].Header.ShouldBe("Content-Type: message/rfc822\r\nContent-Transfer-Encoding: 8bit");
        report.Returned.ShouldBe(content);
        (await Reports.WriteAsync(Reports.Request(ReportKind.Delay, content))).Message.Body.ShouldBe(BodyType.SevenBit);
    }

    [Theory]
    [InlineData("Subject: Gr\u00fc\u00dfe\r\n\r\nbody\r\n")]
    [InlineData("MIME-Version: 1.0\r\nContent-Type: multipart/signed; boundary=b\r\n\r\n--b\r\n\r\n\u00e9\r\n--b--\r\n")]
    public async Task What_could_not_reach_a_host_without_8BITMIME_comes_back_as_its_header_so_that_the_report_can(string content)
    {
        ParsedReport report = await Reports.WriteAsync(Reports.Request(content: content));
        report.ReturnedType!.ShouldStartWith("text/rfc822-headers");
        var sent = new SegmentedContent(true, report.Octets);
        (await SevenBitConversion.OfAsync(sent, mayConvert: true, CancellationToken.None)).ShouldNotBeOfType<SevenBitOutcome.Impossible>();
    }

    [Fact]
    public async Task Large_content_streams_and_a_huge_header_is_cut_at_a_line()
    {
        string large = Reports.Content + string.Concat(Enumerable.Repeat(new string('x', 70) + "\r\n", 60_000));
        (await Reports.WriteAsync(Reports.Request(content: large) with { ReturnOctets = 10_000_000 })).Returned.ShouldBe(large);
        string field = "X-Filler: " + new string('y', 60) + "\r\n";
        ParsedReport report = await Reports.WriteAsync(Reports.Request(ReportKind.Delay, string.Concat(Enumerable.Repeat(field, 5000)) + "\r\nbody"));
        report.Returned.Length.ShouldBeInRange(60_000, 65_536);
        report.Returned.ShouldEndWith(field);
    }

    [Theory]
    [InlineData("Message-ID: no brackets")]
    [InlineData("Message-ID: <a@b> <c@d>")]
    [InlineData("Message-ID: <a @b>")]
    [InlineData("Message-ID:")]
    [InlineData("X-Message-ID: <a@b>")]
    public async Task Odd_message_ids_are_not_quoted(string field) =>
        (await Reports.WriteAsync(Reports.Request(content: field + "\r\n\r\n"))).Header.ShouldNotContain("References");
}
