using System.Globalization;
using System.Text.Json;
using Relay.EndToEnd.Tests.Relays;
using Relay.Sdk.Dns;
using Relay.TestKit.Dns;
using Relay.TestKit.Peers;

namespace Relay.EndToEnd.Tests.Queue;

/// <summary>The running relay with fifty hosts that hang, each in its way, and one that does not.</summary>
public sealed class BlackHoleTests
{
    private const int Holes = 50;
    private const int MessagesForEach = 20;
    private const int Batches = 8;
    private const int Batch = 50;

    [Fact]
    public async Task Fifty_hanging_hosts_with_more_mail_than_connections_delay_nothing_for_a_good_one()
    {
        using var folder = new TemporaryFolder("holes");
        await using FakeDnsServer names = FakeDnsServer.Start(static query => query.Type == DnsRecordType.A
            ? query.Reply().A(query.Name, "127.0.0.1") : query.Reply());
        await using RunningSink good = await RunningSink.StartAsync(folder, "good");
        BlackHole[] holes = await Task.WhenAll(Enumerable.Range(0, Holes).Select(static i => BlackHole.OpenAsync(i % BlackHole.Kinds)));
        try
        {
            // Far fewer connections than entries; no deadline of an attempt ends within the test.
            await using RelayProcess relay = await RelayProcess.StartAsync(folder, new TrialSettings
            {
                Routes = [new { domains = "good.test", via = $"good.test:{good.Port}" },
                    .. holes.Select(static (hole, i) => new { domains = Domain(i), via = $"{Domain(i)}:{hole.Port}" })],
                Transports = new
                {
                    remote = new
                    {
                        connectTimeout = "1h",
                        greetingTimeout = "1h",
                        commandTimeout = "1h",
                        dataTimeout = "1h",
                        finalTimeout = "1h"
                    }
                },
                Others = new
                {
                    dns = new { servers = new[] { names.EndPoint.ToString() } },
                    delivery = new { maxConnections = 100, stopTimeout = "1s" }
                },
            });
            await SendAsync(relay, MessagesForEach, 200_000, [.. Enumerable.Range(0, Holes).Select(static i => $"user@{Domain(i)}")]);
            await Until.HoldsAsync(
                () => holes.All(static hole => hole.Connections > 0 || !hole.TakesConnections), "a connection to each hole", () =>
                    relay.Process.Output);

            for (int batch = 1; batch <= Batches; batch++)
            {
                await SendAsync(relay, Batch, 2000, ["user@good.test"]);
                await good.WaitForMessagesAsync(batch * Batch, TimeSpan.FromMinutes(3));
            }

            holes.Sum(static hole => hole.Closed).ShouldBe(0, "all of it was delivered while the others were still hanging");
            JsonElement[] waiting = await ListAsync(relay);
            waiting.Length.ShouldBe(Holes * MessagesForEach);
            // The operating system gives up a connection that a host does not take after two minutes, whatever the relay's deadline.
            string[] taken = [.. holes.Select(static (hole, i) => hole.TakesConnections ? $"{Domain(i)}:{hole.Port}" : "")
                .Where(static destination => destination.Length > 0)];
            waiting.Where(entry => taken.Contains(entry.GetProperty("destination").GetString()))
                .ShouldAllBe(static entry => entry.GetProperty("attempts").GetInt32() == 0);
            (await relay.StopAsync()).ShouldBe(0, relay.Process.Output);
            SinkResult result = await good.StopAsync();
            (result.Messages, result.Duplicates, result.Altered).ShouldBe((Batches * Batch, 0, 0));
            (await ListAsync(relay)).Length.ShouldBe(Holes * MessagesForEach, "what was hanging at the stop");
        }
        finally
        {
            foreach (BlackHole hole in holes)
                await hole.DisposeAsync();
        }
    }

    private static string Domain(int hole) => string.Create(CultureInfo.InvariantCulture, $"hole{hole}.test");

    private static async Task SendAsync(RelayProcess relay, int count, int octets, IReadOnlyList<string> recipients)
    {
        await using PeerProcess send = PeerProcess.Start(RelayPrograms.Relay,
        [
            "send", "--to", $"127.0.0.1:{relay.Port}", "--json", "--sessions", "4", "--count", count.ToString(CultureInfo.InvariantCulture),
            "--size", octets.ToString(CultureInfo.InvariantCulture), .. recipients.SelectMany(static recipient => (string[])["--rcpt", recipient]),
        ]);
        (await send.ExitAsync(TimeSpan.FromMinutes(3))).ShouldBe(0, send.Output);
    }

    private static async Task<JsonElement[]> ListAsync(RelayProcess relay) =>
        [.. (await relay.CommandAsync("queue", "list", "--json")).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(static line => JsonDocument.Parse(line).RootElement)];
}
