using System.Globalization;
using System.Net;
using Relay.EndToEnd.Tests.Relays;
using Relay.Sdk.Testing.Clients;
using Relay.Sdk.Testing.Hosts;
using Relay.TestKit.Peers;

namespace Relay.EndToEnd.Tests.Memory;

/// <summary>Large messages on many sessions at once. tests/memory.sh runs it with 100 sessions of 50 MiB.</summary>
public sealed class LargeMessageTests(ITestOutputHelper output)
{
    private const int MiB = 1024 * 1024;
    private static readonly int Sessions = EnvironmentNumber.Read("RELAY_MEMORY_SESSIONS", 20);
    private static readonly int Size = EnvironmentNumber.Read("RELAY_MEMORY_MIB", 16);
    private static readonly int LimitMb = EnvironmentNumber.Read("RELAY_MEMORY_LIMIT_MB", 250);

    [Fact]
    public Task Memory_does_not_grow_with_messages_in_clear_text() => TryAsync(underTls: false, async port =>
    {
        await using PeerProcess send = PeerProcess.Start(RelayPrograms.Relay,
        [
            "send", "--to", $"127.0.0.1:{port}", "--json", "--count", Text(Sessions), "--sessions", Text(Sessions), "--size", Text(Size * MiB),
        ]);
        (await send.ExitAsync(TimeSpan.FromMinutes(30))).ShouldBe(0, send.Output);
    });

    [Fact]
    public Task Memory_does_not_grow_with_messages_in_chunks_under_TLS() => TryAsync(
        underTls: true, port => Task.WhenAll(Enumerable.Range(0, Sessions).Select(new ChunkClient(port, Size).SendAsync)));

    private async Task TryAsync(bool underTls, Func<int, Task> sendAsync)
    {
        using var folder = new TemporaryFolder("memory");
        await using RunningSink sink = await RunningSink.StartAsync(folder, "sink", underTls ? ["--tls", "starttls"] : []);
        await using RelayProcess relay = await RelayProcess.StartAsync(folder, Settings(folder, underTls, sink.Port));
        long before = relay.PeakResidentOctets();
        await sendAsync(relay.Port);
        await sink.WaitForMessagesAsync(Sessions, TimeSpan.FromMinutes(30));
        long peak = relay.PeakResidentOctets();
        (await relay.StopAsync()).ShouldBe(0, relay.Process.Output);
        SinkResult result = await sink.StopAsync();
        output.WriteLine(
            $"{Sessions} sessions × {Size} MiB, {(underTls ? "BDAT under TLS" : "DATA in clear text")}: "
            + $"{before / 1_000_000} MB resident at the start, {peak / 1_000_000} MB at most; {result.Intact} arrived intact");
        result.Intact.ShouldBe(Sessions);
        result.Duplicates.ShouldBe(0);
        peak.ShouldBeLessThan(LimitMb * 1_000_000L);
    }

    private static TrialSettings Settings(TemporaryFolder folder, bool underTls, int sinkPort)
    {
        var settings = new TrialSettings
        {
            Accept = new { relayFromHosts = "127.0.0.1", maxMessageOctets = 100_000_000 },
            Routes = [new { domains = "*", via = $"127.0.0.1:{sinkPort}" }],
        };
        if (!underTls)
            return settings;
        (string certificate, string key) = TrialCertificate.Write(folder, "mx1.relay.example");
        return settings with
        {
            Listeners = [new { address = $"127.0.0.1:{FreePort.Next()}", tls = "starttls", certificate, key }],
            Transports = new { remote = new { tls = "required" } },
        };
    }

    [Fact]
    public async Task Memory_does_not_grow_with_the_size_of_a_message_that_is_converted()
    {
        const int Lines = 1_000_000;
        byte[] line = [.. "Gr\u00fc\u00dfe, "u8, .. Enumerable.Repeat((byte)'x', 70), .. "\r\n"u8];
        using var folder = new TemporaryFolder("memory");
        var arrived = new TaskCompletionSource<long>();
        await using var old = ScriptedHost.Start(new HostManners
        {
            Capabilities = ["SIZE"],
            Instead = async (client, command) =>
            {
                if (command == "data")
                {
                    arrived.SetResult(await client.PassDataAsync());
                    await client.SayAsync("250 2.0.0 taken");
                }

                return command == "data";
            },
        });
        await using RelayProcess relay = await RelayProcess.StartAsync(folder, new TrialSettings
        {
            Accept = new { relayFromHosts = "127.0.0.1", maxMessageOctets = 100_000_000 },
            Routes = TrialSettings.RoutesTo(("*", old.EndPoint.Port)),
        });
        await using (ScriptedClient client = await ScriptedClient.ConnectAsync(new IPEndPoint(IPAddress.Loopback, relay.Port)))
        {
            await client.TalkAsync("""
                S: 220 *
                C: EHLO client.test
                S: 250 *
                C: MAIL FROM:<> BODY=8BITMIME
                S: 250 *
                C: RCPT TO:<bob@old.test>
                S: 250 *
                C: DATA
                S: 354 *
                """);
            await client.SendAsync("Subject: large\r\n\r\n");
            byte[] stretch = [.. Enumerable.Repeat(line, 1000).SelectMany(octets => octets)];
            for (int sent = 0; sent < Lines; sent += 1000)
                await client.SendAsync(stretch);
            await client.SendAsync(".\r\n");
            await client.ExpectAsync("250 *");
        }

        long octets = await arrived.Task.WaitAsync(TimeSpan.FromMinutes(10));
        long peak = relay.PeakResidentOctets();
        (await relay.StopAsync()).ShouldBe(0, relay.Process.Output);
        output.WriteLine($"{Lines * (long)line.Length / 1_000_000} MB became {octets / 1_000_000} MB with {peak / 1_000_000} MB resident at most");
        old.Conversations[0].Heard.ShouldContain($"MAIL FROM:<> SIZE={octets}");
        peak.ShouldBeLessThan(250_000_000);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
