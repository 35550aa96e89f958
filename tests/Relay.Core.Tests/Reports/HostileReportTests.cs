using FsCheck;
using FsCheck.Fluent;
using Relay.Core.Reports;
using Relay.Sdk.Replies;

namespace Relay.Core.Tests.Reports;

public sealed class HostileReportTests
{
    private static readonly string[] Known =
    [
        "", "Original-Envelope-Id", "Reporting-MTA", "X-Relay-Message-Id", "Arrival-Date", "Original-Recipient", "Final-Recipient", "Action",
            "Status",
        "Remote-MTA", "Diagnostic-Code", "Last-Attempt-Date", "Will-Retry-Until",
    ];

    [Fact]
    public async Task Nothing_that_strangers_wrote_becomes_a_field_or_a_part()
    {
        ReportRequest request = Reports.Request() with
        {
            Message = Reports.Message() with { EnvelopeId = "id\r\n\r\nFinal-Recipient: rfc822; mallory@evil.example" },
            Recipients =
            [
                Reports.Recipient(
                    reply: new SmtpReply(550, "5.0.0", "no\n\n--=_boundary\nContent-Type: text/html\n\nAction: delivered\u2028Bcc: x@evil.example"),
                    original: "rfc822;bob@dest.example\r\nAction: delivered",
                    host: "mx\r\nAction: delivered"),
            ],
        };
        ParsedReport report = await Reports.WriteAsync(request);
        report.Parts.Count.ShouldBe(3);
        report.StatusNames.ShouldBe(
        [
            "Original-Envelope-Id", "Reporting-MTA", "X-Relay-Message-Id", "Arrival-Date", "",
            "Original-Recipient", "Final-Recipient", "Action", "Status", "Remote-MTA", "Diagnostic-Code", "Last-Attempt-Date",
        ]);
        report.Status.ShouldContain("Action: failed\r\n");
    }

    [Fact]
    public async Task Quoted_local_parts_keep_their_spaces()
    {
        ParsedReport report = await Reports.WriteAsync(Reports.Request(recipients: Reports.Recipient("\"a  b, c\"@dest.example")));
        report.Status.ShouldContain("Final-Recipient: rfc822; \"a  b, c\"@dest.example\r\n");
    }

    [Fact]
    public async Task Endless_words_and_endless_replies_are_cut()
    {
        string words = string.Concat(Enumerable.Repeat("word ", 100_000));
        ParsedReport report = await Reports.WriteAsync(Reports.Request(
            ReportKind.Failure, Reports.Content, Reports.Recipient(reply: new SmtpReply(550, "5.0.0", new string('x', 100_000))),
            Reports.Recipient(reply: new SmtpReply(550, "5.0.0", words))));
        report.Octets.Length.ShouldBeLessThan(20_000);
    }

    [Fact]
    public async Task Longest_addresses_stay_whole()
    {
        string longest = new string('l', 64) + "@" + string.Join('.', new string('d', 63), new string('e', 63), new string('f', 63),
            new string('g', 62));
        ReportRequest request = Reports.Request(recipients: Reports.Recipient(longest,
            original: "rfc822;" + longest)) with
        { Message = Reports.Message(longest) };
        ParsedReport report = await Reports.WriteAsync(request);
        report.Status.ShouldContain($"Original-Recipient: rfc822; {longest}\r\nFinal-Recipient: rfc822; {longest}\r\n");
        report.Header.ShouldContain($"To: <{longest}>\r\n");
    }

    [Fact]
    public async Task Whatever_is_said_the_report_keeps_its_form()
    {
        Gen<string> text = Gen.Elements("a", " ", "  ", "\n", ":", "-", "--=_", "\u00a0", "\u2028", "\u202e", "ü", "語", "\U0001F600", "\ud800", "=",
            "\\", ";", new string('z', 950))
            .ArrayOf().Select(string.Concat);
        Gen<ReportRequest> requests = from reply in text
                                      from id in text
                                      from original in text
                                      from host in text
                                      from utf8 in Gen.Elements(true, false)
                                      from kind in Gen.Elements(Enum.GetValues<ReportKind>())
                                      select Reports.Request() with
                                      {
                                          Kind = kind,
                                          Message = Reports.Message() with { EnvelopeId = id, SmtpUtf8 = utf8 },
                                          Recipients = [Reports.Recipient(utf8 ? "jürgen@dest.example"
                                              : "bob@dest.example", new SmtpReply(550, "5.0.0", reply), original, host)],
                                      };
        foreach (ReportRequest request in requests.Sample(200))
        {
            ParsedReport report = await Reports.WriteAsync(request);
            report.StatusNames.ShouldBeSubsetOf(Known);
            report.StatusNames.Count(name => name == "Final-Recipient").ShouldBe(1);
            report.Parts.Count.ShouldBe(3);
        }
    }
}
