using MimeKit;
using Relay.Core.Reports;

namespace Relay.Core.Tests.Reports;

/// <summary>Reports as MimeKit reads them, which takes the delivery status apart itself.</summary>
public sealed class ReportReadByMimeKitTests
{
    [Theory]
    [InlineData(ReportKind.Failure, "failed")]
    [InlineData(ReportKind.Delay, "delayed")]
    [InlineData(ReportKind.Relayed, "relayed")]
    public async Task Each_recipient_has_its_group_of_status_fields(ReportKind kind, string action)
    {
        MultipartReport report = await ReadAsync(Reports.Request(
            kind, Reports.Content, Reports.Recipient(original: "rfc822;bobby@dest.example"), Reports.Recipient("\"a  b\"@dest.example")));
        report.ReportType.ShouldBe("delivery-status");
        MessageDeliveryStatus status = report[1].ShouldBeOfType<MessageDeliveryStatus>();
        status.StatusGroups.Count.ShouldBe(3);
        status.StatusGroups[0]["Reporting-MTA"].ShouldBe("dns; relay.example");
        status.StatusGroups[1]["Original-Recipient"].ShouldBe("rfc822; bobby@dest.example");
        status.StatusGroups[2]["Final-Recipient"].ShouldBe("rfc822; \"a  b\"@dest.example");
        status.StatusGroups.Skip(1).ShouldAllBe(group => group["Action"] == action);
    }

    [Fact]
    public async Task The_returned_message_is_a_message_again()
    {
        MultipartReport report = await ReadAsync(Reports.Request());
        report.Count.ShouldBe(3);
        MimeMessage returned = report[2].ShouldBeOfType<MessagePart>().Message!;
        returned.Subject.ShouldBe("hello");
        returned.MessageId.ShouldBe("1@sender.example");
        returned.TextBody!.ReplaceLineEndings("\n").ShouldBe("Line 1\n.Line 2\n");
    }

    private static async Task<MultipartReport> ReadAsync(ReportRequest request)
    {
        ParsedReport report = await Reports.WriteAsync(request);
        MimeMessage message = await MimeMessage.LoadAsync(new MemoryStream(report.Octets));
        return message.Body.ShouldBeOfType<MultipartReport>();
    }
}
