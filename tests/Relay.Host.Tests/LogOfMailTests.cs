using System.Net;
using System.Text.Json;
using Relay.Sdk.Testing.Clients;
using Relay.Sdk.Testing.Hosts;
using Relay.Sdk.Testing.Tls;
using Relay.TestKit.Peers;

namespace Relay.Host.Tests;

/// <summary>One line for each accept, attempt, delivery, deferral, failure and refusal, whatever strangers say.</summary>
public sealed class LogOfMailTests : IDisposable
{
    private const string Hostile = "no\u001b[2J\u202eway";
    private readonly TemporaryFolder folder = new("log");

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Every_line_is_json_and_each_outcome_has_one_with_its_ids_and_tls_facts()
    {
        await using ScriptedHost peer = ScriptedHost.Start(Manners());
        await using RunningRelay relay = await StartAsync(peer, "json");

        await SendEachAsync(relay);

        await relay.StopAsync();
        List<JsonElement> lines = [.. relay.Log.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonDocument.Parse(line).RootElement)];
        lines.ShouldAllBe(line => line.GetProperty("time").GetString()!.EndsWith('Z') && line.GetProperty("message").GetString()!.Length > 0);
        List<JsonElement> accepted = Of(lines, "mail.accepted");
        accepted.Count.ShouldBe(3);
        accepted.ShouldAllBe(line => Text(line, "tls").StartsWith("TLSv1.") && Text(line, "sessionId").Length == 13
            && Text(line, "client") == "127.0.0.1");
        foreach ((string name, string reply) in ((string, string)[])[("mail.delivered", "250 2.0.0 taken"), ("mail.deferred", "450 4.2.1 "),
            ("mail.failed", "550 5.1.1 ")])
        {
            JsonElement line = Of(lines, name).ShouldHaveSingleItem();
            accepted.ShouldContain(its => Text(its, "messageId") == Text(line, "messageId"));
            Text(line, "attemptId").ShouldStartWith(Text(line, "messageId") + "-");
            Text(line, "tls").ShouldStartWith("TLSv1.");
            Text(line, "address").ShouldBe(peer.EndPoint.ToString());
            Text(line, "reply").ShouldStartWith(reply);
            line.GetProperty("recipients").EnumerateArray().ShouldHaveSingleItem().GetString().ShouldEndWith("@dest.example");
            line.GetProperty("octets").GetInt64().ShouldBeGreaterThan(0);
            Text(line, "category").ShouldBe("scheduling");
            (Text(line, "sender"), line.GetProperty("reportAbout").ValueKind).ShouldBe(("", JsonValueKind.Null));
        }

        JsonElement refused = Of(lines, "sessions.refused").ShouldHaveSingleItem();
        (Text(refused, "command"), Text(refused, "subject")).ShouldBe(("RCPT", "who@elsewhere.example"));
        JsonElement connected = lines.Where(line => Text(line, "message").Contains("connected to ")).ShouldHaveSingleItem();
        (Text(connected, "event"), Text(connected, "messageId")).ShouldBe(("delivery.opened-in-tls", Text(accepted[0], "messageId")));
    }

    [Fact]
    public async Task Nothing_that_a_stranger_says_makes_a_line_of_its_own_or_drives_the_terminal()
    {
        await using ScriptedHost peer = ScriptedHost.Start(Manners());
        await using RunningRelay relay = await StartAsync(peer, "console");

        await SendEachAsync(relay);

        CommandRun list = await CommandRun.OfAsync(["queue", "list", .. relay.Options]);
        CommandRun show = await CommandRun.OfAsync(["queue", "show", list.Output.Split('\n')[1].Split('\t')[0], .. relay.Options]);
        await relay.StopAsync();
        relay.Log.Split('\n', StringSplitOptions.RemoveEmptyEntries).ShouldAllBe(line => line.StartsWith("20") && line[23] == 'Z');
        list.Output.ShouldContain("450 4.2.1 ");
        show.ExitCode.ShouldBe(0, show.Error);
        foreach (string output in (string[])[relay.Log, list.Output, show.Output])
        {
            output.ShouldNotContain("\u001b");
            output.ShouldNotContain("\u202e");
        }
    }

    private static HostManners Manners() => new()
    {
        Certificate = TestCertificates.SelfSigned,
        Answer = command => command switch
        {
            _ when command.Contains("<late@", StringComparison.Ordinal) => $"450 4.2.1 {Hostile}",
            _ when command.Contains("<never@", StringComparison.Ordinal) => $"550 5.1.1 {Hostile}",
            _ => null,
        },
    };

    private async Task<RunningRelay> StartAsync(ScriptedHost peer, string format)
    {
        TrialCertificate.Write(folder, "mx");
        return await RunningRelay.StartAsync(folder.Path, $$"""
            {
              "hostname": "mx.relay.example",
              "spool": { "path": "spool", "reserveOctets": 0 },
              "listeners": [ { "address": "127.0.0.1:0", "tls": "starttls", "certificate": "mx.crt", "key": "mx.key" } ],
              "accept": { "relayFromHosts": "", "relayToDomains": "dest.example" },
              "routes": [ { "via": "{{peer.EndPoint}}" } ],
              "log": { "format": "{{format}}" }
            }
            """);
    }

    // From the null reverse-path, so that failures make no reports of their own.
    private static async Task SendEachAsync(RunningRelay relay)
    {
        await using ScriptedClient client = await ScriptedClient.ConnectAsync(IPEndPoint.Parse(relay.Address));
        await client.TalkAsync("S: 220 *\nC: EHLO client.example\nS: 250 *\nC: STARTTLS\nS: 220 *");
        await client.StartTlsAsync();
        await client.TalkAsync("C: EHLO [IPv6:2001:db8::1]\nS: 250 *");
        foreach (string recipient in (string[])["bob", "late", "never"])
        {
            await client.TalkAsync("C: MAIL FROM:<>\nS: 250 *");
            if (recipient == "bob")
                await client.TalkAsync("C: RCPT TO:<who@elsewhere.example>\nS: 550 *");
            await client.TalkAsync($"C: RCPT TO:<{recipient}@dest.example>\nS: 250 *\nC: DATA\nS: 354 *\nC: Subject: {Hostile}\nC: \nC: text\nC: " +
                ".\nS: 250 *");
            await relay.WaitForLogAsync($"{recipient}@dest.example");
        }

        foreach (string outcome in (string[])["delivered ", "deferred ", "failed "])
            await relay.WaitForLogAsync(outcome);
    }

    private static List<JsonElement> Of(List<JsonElement> lines, string name) =>
        [.. lines.Where(line => line.TryGetProperty("event", out JsonElement its) && its.GetString() == name)];

    private static string Text(JsonElement line, string key) => line.TryGetProperty(key, out JsonElement value) ? value.GetString()! : "";
}
