using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Relay.Core.Reports;
using Relay.Core.Tests.Delivery;
using Relay.Sdk.Replies;

namespace Relay.Core.Tests.Reports;

/// <summary>Reports as Python's email package reads them.</summary>
public sealed class ReportReadElsewhereTests
{
    [Theory]
    [InlineData(ReportKind.Failure, "message/rfc822")]
    [InlineData(ReportKind.Delay, "text/rfc822-headers")]
    [InlineData(ReportKind.Relayed, "text/rfc822-headers")]
    public async Task Structure_is_found_without_defects(ReportKind kind, string returned)
    {
        JsonElement seen = await ReadAsync(await Reports.WriteAsync(Reports.Request(
            kind, Reports.Content, Reports.Recipient(original: "rfc822;bobby@dest.example"), Reports.Recipient("\"a  b\"@dest.example"))));
        seen.GetProperty("type").GetString().ShouldBe("multipart/report");
        seen.GetProperty("report-type").GetString().ShouldBe("delivery-status");
        seen.GetProperty("defects").GetArrayLength().ShouldBe(0);
        seen.GetProperty("to").GetString()!.ShouldContain("alice@sender.example");
        seen.GetProperty("auto-submitted").GetString().ShouldBe("auto-replied");
        seen.GetProperty("date").GetString().ShouldBe("2026-11-22T08:00:00+00:00");
        seen.GetProperty("human-type").GetString().ShouldBe("text/plain");
        seen.GetProperty("status-type").GetString().ShouldBe("message/delivery-status");
        seen.GetProperty("groups").GetArrayLength().ShouldBe(3);
        Field(seen, 0, "Reporting-MTA").ShouldBe("dns; relay.example");
        Field(seen, 1, "Original-Recipient").ShouldBe("rfc822; bobby@dest.example");
        Field(seen, 2, "Final-Recipient").ShouldBe("rfc822; \"a  b\"@dest.example");
        seen.GetProperty("returned-type").GetString().ShouldBe(returned);
    }

    [Fact]
    public async Task Enclosed_eight_bit_message_is_found_whole()
    {
        byte[] body = Encoding.UTF8.GetBytes("Grüße\r\n--=_x\r\nFrom here\r\n");
        string content = "Subject: hello\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n" +
            Encoding.Latin1.GetString(body);
        JsonElement seen = await ReadAsync(await Reports.WriteAsync(Reports.Request(content: content)));
        seen.GetProperty("inner-subject").GetString().ShouldBe("hello");
        seen.GetProperty("inner-body-sha256").GetString().ShouldBe(Convert.ToHexStringLower(SHA256.HashData(body)));
    }

    [Fact]
    public async Task Hostile_words_stay_words()
    {
        JsonElement seen = await ReadAsync(await Reports.WriteAsync(Reports.Request(recipients: Reports.Recipient(
            reply: new SmtpReply(550, "5.0.0", "no\n\n--=_x\n\nAction: delivered ユーザー不明"), original: "rfc822;b\r\nAction: delivered"))));
        seen.GetProperty("defects").GetArrayLength().ShouldBe(0);
        seen.GetProperty("groups").GetArrayLength().ShouldBe(2);
        Field(seen, 1, "Action").ShouldBe("failed");
        seen.GetProperty("human").GetString()!.ShouldContain("ユーザー不明");
    }

    private static string? Field(JsonElement seen, int group, string name) =>
        seen.GetProperty("groups")[group].EnumerateArray().Single(field => field[0].GetString() == name)[1].GetString();

    private static Task<JsonElement> ReadAsync(ParsedReport report) => PythonScript.RunAsync("read_report.py", report.Octets);
}
