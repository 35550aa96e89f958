using System.Globalization;
using Relay.EndToEnd.Tests.Relays;
using Relay.TestKit.Peers;

namespace Relay.EndToEnd.Tests.Memory;

/// <summary>Large messages on many sessions at once. tests/memory.sh runs it with 100 sessions of 50 MiB.</summary>
public sealed class LargeMessageTests(ITestOutputHelper output)
{
    private const int MiB = 1024 * 1024;

    [Fact]
    public async Task Memory_does_not_grow_with_the_size_of_the_messages()
    {
        int sessions = EnvironmentNumber.Read("RELAY_MEMORY_SESSIONS", 20), size = EnvironmentNumber.Read("RELAY_MEMORY_MIB", 16);
        int limit = EnvironmentNumber.Read("RELAY_MEMORY_LIMIT_MB", 250);
        using var folder = new TemporaryFolder("memory");
        await using RunningSink sink = await RunningSink.StartAsync(folder, "sink");
        await using RelayProcess relay = await RelayProcess.StartAsync(folder, new TrialSettings
        {
            Accept = new { relayFromHosts = "127.0.0.1", maxMessageOctets = 100_000_000 },
            Routes = TrialSettings.RoutesTo(("*", sink.Port)),
        });
        long before = relay.PeakResidentOctets();
        await using PeerProcess send = PeerProcess.Start(RelayPrograms.Relay,
        [
            "send", "--to", $"127.0.0.1:{relay.Port}", "--json",
            "--count", Text(sessions), "--sessions", Text(sessions), "--size", Text(size * MiB),
        ]);
        (await send.ExitAsync(TimeSpan.FromMinutes(30))).ShouldBe(0, send.Output);
        await sink.WaitForMessagesAsync(sessions, TimeSpan.FromMinutes(30));
        long peak = relay.PeakResidentOctets();
        (await relay.StopAsync()).ShouldBe(0, relay.Process.Output);
        SinkResult result = await sink.StopAsync();
        output.WriteLine($"{sessions} sessions × {size} MiB: {before / 1_000_000} MB resident at the start, {peak / 1_000_000} MB at most; {result.Intact} arrived intact");
        result.Intact.ShouldBe(sessions);
        result.Duplicates.ShouldBe(0);
        peak.ShouldBeLessThan(limit * 1_000_000L);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
