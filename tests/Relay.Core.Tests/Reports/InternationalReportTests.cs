using System.Text;
using Relay.Core.Delivery;
using Relay.Core.Reports;
using Relay.Core.Tests.Delivery;
using Relay.Sdk.Mail;
using Relay.Sdk.Replies;
using Relay.Sdk.Testing.Hosts;
using Relay.TestKit.Peers;

namespace Relay.Core.Tests.Reports;

public sealed class InternationalReportTests
{
    private const string Jürgen = "jürgen@dest.example";

    [Fact]
    public async Task Address_beyond_ASCII_makes_a_global_report()
    {
        ParsedReport report = await Reports.WriteAsync(Reports.Request() with
        {
            Message = Reports.Message() with { SmtpUtf8 = true },
            Recipients = [Reports.Recipient(Jürgen, original: "utf-8;" + Jürgen), Reports.Recipient()],
        });
        report.Message.SmtpUtf8.ShouldBeTrue();
        report.Message.Body.ShouldBe(BodyType.EightBitMime);
        report.Header.ShouldContain("report-type=global-delivery-status");
        report.Parts[1].Header.ShouldBe("Content-Type: message/global-delivery-status\r\nContent-Transfer-Encoding: 8bit");
        report.Status.ShouldContain($"Original-Recipient: utf-8; {Jürgen}\r\nFinal-Recipient: utf-8; {Jürgen}\r\n");
        report.Status.ShouldContain("Final-Recipient: rfc822; bob@dest.example\r\n");
        report.Person.ShouldContain("  " + Jürgen);
        report.ReturnedType.ShouldBe("message/global");
    }

    [Fact]
    public async Task A_global_report_can_reach_a_host_that_takes_ascii_only()
    {
        ParsedReport report = await Reports.WriteAsync(Reports.Request(content: Encoding.Latin1.GetString("Subject: Grüße\r\n\r\nGrüße\r\n"u8)) with
        {
            Message = Reports.Message() with { SmtpUtf8 = true },
            Recipients = [Reports.Recipient(Jürgen)],
        });
        report.ReturnedType.ShouldBe("message/global");
        await using var peer = ScriptedHost.Start(new HostManners { Capabilities = [] });
        await using IOutboundSession session = await new Outbound().ConnectAsync(peer);
        OutboundMessage sent = Outbound.Message(new SegmentedContent(true, report.Octets)) with { Message = report.Message };
        (await session.SendAsync(sent, default)).Recipients[0].ShouldBeOfType<RecipientOutcome.Delivered>();
        peer.Messages.ShouldHaveSingleItem().Text.ShouldContain("Content-Type: message/global-delivery-status\r\nContent-Transfer-Encoding: " +
            "quoted-printable\r\n");
    }

    [Theory]
    [InlineData(ReportKind.Failure, "message/global")]
    [InlineData(ReportKind.Delay, "message/global-headers")]
    public async Task Header_section_in_UTF_8_is_returned_as_such(ReportKind kind, string type)
    {
        string content = Encoding.Latin1.GetString("Subject: Grüße\r\n\r\nbody\r\n"u8);
        ParsedReport report = await Reports.WriteAsync(Reports.Request(kind, content) with { Message = Reports.Message() with { SmtpUtf8 = true } });
        report.Message.SmtpUtf8.ShouldBeTrue();
        report.ReturnedType.ShouldBe(type);
        report.Returned.ShouldStartWith(content[..16]);
    }

    [Fact]
    public async Task Plain_message_sent_with_SMTPUTF8_gets_a_report_that_any_server_takes()
    {
        ParsedReport report = await Reports.WriteAsync(Reports.Request() with { Message = Reports.Message() with { SmtpUtf8 = true } });
        report.Message.SmtpUtf8.ShouldBeFalse();
        report.Message.Body.ShouldBe(BodyType.SevenBit);
        report.ReturnedType.ShouldBe("message/rfc822");
    }

    [Fact]
    public async Task Original_recipient_beyond_ASCII_is_embedded_for_a_sender_without_SMTPUTF8()
    {
        ParsedReport report = await Reports.WriteAsync(Reports.Request(recipients: Reports.Recipient(original: "utf-8;jü+x=y@dest.example")));
        report.Message.SmtpUtf8.ShouldBeFalse();
        report.Message.Body.ShouldBe(BodyType.SevenBit);
        report.Status.ShouldContain(@"Original-Recipient: utf-8; j\x{FC}\x{2B}x\x{3D}y@dest.example" + "\r\n");
    }

    [Fact]
    public async Task Reply_beyond_ASCII_is_shown_to_people_and_marked_for_programs()
    {
        ParsedReport report = await Reports.WriteAsync(
            Reports.Request(recipients: Reports.Recipient(reply: new SmtpReply(550, "5.1.1", "ユーザー不明 unknown"))));
        report.Message.SmtpUtf8.ShouldBeFalse();
        report.Message.Body.ShouldBe(BodyType.EightBitMime);
        report.Parts[0].Header.ShouldBe("Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit");
        report.Person.ShouldContain("550 5.1.1 ユーザー不明 unknown");
        report.Status.ShouldContain("Diagnostic-Code: smtp; 550 5.1.1 ?????? unknown\r\n");
    }

    [Fact]
    public async Task Sender_beyond_ASCII_gets_a_report_with_SMTPUTF8()
    {
        ParsedReport report = await Reports.WriteAsync(Reports.Request() with { Message = Reports.Message(Jürgen) with { SmtpUtf8 = true } });
        report.Message.SmtpUtf8.ShouldBeTrue();
        report.Header.ShouldContain(Encoding.Latin1.GetString(Encoding.UTF8.GetBytes($"To: <{Jürgen}>\r\n")));
    }

    [Fact]
    public async Task Eight_bit_header_without_SMTPUTF8_is_returned_as_it_is()
    {
        ParsedReport report = await Reports.WriteAsync(Reports.Request(ReportKind.Delay, "Subject: Gr\u00fc\u00dfe\r\n\r\n"));
        report.ReturnedType.ShouldBe("text/rfc822-headers; charset=unknown-8bit");
        report.Returned.ShouldBe("Subject: Gr\u00fc\u00dfe\r\n");
        report.Message.Body.ShouldBe(BodyType.EightBitMime);
    }
}
