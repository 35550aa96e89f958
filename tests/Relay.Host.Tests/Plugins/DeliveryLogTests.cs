using System.Text.Json;
using Relay.Sdk.Testing.Hosts;
using Relay.TestKit.Peers;
using Relay.TestKit.Plugins;

namespace Relay.Host.Tests.Plugins;

/// <summary>The sample of the README in the running relay.</summary>
public sealed class DeliveryLogTests : IDisposable
{
    private readonly TemporaryFolder folder = new("delivery-log");

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Each_delivery_is_a_line_of_json_also_after_a_restart()
    {
        await using ScriptedHost peer = ScriptedHost.Start(new HostManners());
        folder.Write("plugins.json", $$"""
            { "plugins": [ { "id": "delivery-log", "path": "{{BuiltPlugin.Folder("samples/DeliveryLog")}}", "settings": { "path": "deliveries.jsonl" } } ] }
            """);

        await DeliverAsync(peer, "first@dest.example", "second@dest.example");
        await DeliverAsync(peer, "third@dest.example");

        List<JsonElement> lines = [.. (await File.ReadAllLinesAsync(folder["deliveries.jsonl"], TestContext.Current.CancellationToken))
            .Select(line => JsonDocument.Parse(line).RootElement)];
        // At least once: a reader drops lines whose eventId it has seen.
        lines.DistinctBy(line => line.GetProperty("eventId").GetString()).Select(line => line.GetProperty("recipient").GetString())
            .ShouldBe(["first@dest.example", "second@dest.example", "third@dest.example"]);
        lines.ShouldAllBe(line => line.GetProperty("reply").GetString() == "250 2.0.0 taken"
            && line.GetProperty("attempt").GetProperty("endPoint").GetString() == peer.EndPoint.ToString());
    }

    private async Task DeliverAsync(ScriptedHost peer, params string[] recipients)
    {
        await using RunningRelay relay = await RunningRelay.StartAsync(folder.Path, $$"""
            {
              "hostname": "mx.relay.example",
              "spool": { "path": "spool", "reserveOctets": 0 },
              "listeners": [ { "address": "127.0.0.1:0" } ],
              "routes": [ { "via": "{{peer.EndPoint}}" } ]
            }
            """);
        foreach (string recipient in recipients)
        {
            (await CommandRun.OfAsync("send", "--to", relay.Address, "--rcpt", recipient)).ExitCode.ShouldBe(0);
            await relay.WaitForLogAsync($"to {recipient} at ");
            await WaitForLineAsync(recipient);
        }

        (await relay.StopAsync()).ShouldBe(0);
    }

    private async Task WaitForLineAsync(string recipient)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (!File.Exists(folder["deliveries.jsonl"])
            || !(await File.ReadAllTextAsync(folder["deliveries.jsonl"], patience.Token)).Contains($"{recipient}\"", StringComparison.Ordinal))
            await look.WaitForNextTickAsync(patience.Token);
    }
}
