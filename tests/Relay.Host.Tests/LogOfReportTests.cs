using System.Text.Json;
using Relay.Sdk.Testing.Hosts;
using Relay.TestKit.Peers;

namespace Relay.Host.Tests;

/// <summary>A report and its message are found by either id; what is lost and what an operator did are told.</summary>
public sealed class LogOfReportTests : IDisposable
{
    private readonly TemporaryFolder folder = new("log");

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task The_lines_of_a_report_name_its_message_and_a_lost_one_is_an_error()
    {
        await using ScriptedHost peer = ScriptedHost.Start(new HostManners
        {
            Answer = command => command.StartsWith("RCPT", StringComparison.Ordinal)
                ? "550 5.1.1 nobody" : null
        });
        await using RunningRelay relay = await StartAsync(peer);

        (await CommandRun.OfAsync("send", "--to", relay.Address, "--from", "alice@sender.example", "--rcpt",
            "bob@dest.example")).ExitCode.ShouldBe(0);

        await relay.WaitForLogAsync("mail.report-lost");
        JsonElement[] lines = Lines(relay);
        JsonElement failed = Of(lines, "mail.failed", 2)[0];
        string message = Text(failed, "messageId");
        JsonElement reported = Of(lines, "scheduling.reported", 1)[0];
        (Text(reported, "messageId"), Text(reported, "kind"), Text(reported, "sender")).ShouldBe((message, "failure", "alice@sender.example"));
        string report = Text(reported, "reportId");
        JsonElement second = Of(lines, "mail.failed", 2)[1];
        (Text(second, "messageId"), Text(second, "reportAbout")).ShouldBe((report, message));
        JsonElement lost = Of(lines, "mail.report-lost", 1)[0];
        (Text(lost, "level"), Text(lost, "messageId"), Text(lost, "reportAbout")).ShouldBe(("error", report, message));
        Text(lost, "message").ShouldBe($"The report {report} (report about {message}) to alice@sender.example is lost: it could not be delivered, " +
            "and a report about a report is never sent");
    }

    [Fact]
    public async Task What_an_operator_does_with_a_message_is_told()
    {
        await using ScriptedHost peer = ScriptedHost.Start(new HostManners
        {
            Answer = command => command.StartsWith("RCPT", StringComparison.Ordinal)
                ? "450 4.2.1 later" : null
        });
        await using RunningRelay relay = await StartAsync(peer);
        (await CommandRun.OfAsync("send", "--to", relay.Address, "--rcpt", "bob@dest.example")).ExitCode.ShouldBe(0);
        await relay.WaitForLogAsync("mail.deferred");

        foreach (string change in (string[])["hold", "release", "remove"])
            (await CommandRun.OfAsync(["queue", change, "--all", .. relay.Options])).ExitCode.ShouldBe(0);

        await relay.WaitForLogAsync("mail.removed");
        JsonElement[] lines = Lines(relay);
        string message = Text(Of(lines, "mail.removed", 1)[0], "messageId");
        Text(Of(lines, "scheduling.held", 1)[0], "messageId").ShouldBe(message);
        Text(Of(lines, "scheduling.released", 1)[0], "message").ShouldStartWith($"released {message} for ");
    }

    private Task<RunningRelay> StartAsync(ScriptedHost peer) => RunningRelay.StartAsync(folder.Path, $$"""
        {
          "hostname": "mx.relay.example",
          "spool": { "path": "spool", "reserveOctets": 0 },
          "listeners": [ { "address": "127.0.0.1:0" } ],
          "routes": [ { "via": "{{peer.EndPoint}}" } ],
          "log": { "format": "json" }
        }
        """);

    private static JsonElement[] Lines(RunningRelay relay) =>
        [.. relay.Log.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];

    private static JsonElement[] Of(JsonElement[] lines, string name, int count)
    {
        JsonElement[] found = [.. lines.Where(line => Text(line, "event") == name)];
        found.Length.ShouldBe(count, name);
        return found;
    }

    private static string Text(JsonElement line, string key) =>
        line.TryGetProperty(key, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
}
