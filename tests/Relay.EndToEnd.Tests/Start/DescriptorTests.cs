using System.Net;
using System.Net.Sockets;
using System.Text;
using Relay.EndToEnd.Tests.Relays;
using Relay.TestKit.Peers;

namespace Relay.EndToEnd.Tests.Start;

/// <summary>A process that may open too few files and sockets says so at once, and strangers cannot use up those that it has.</summary>
public sealed class DescriptorTests
{
    [Theory]
    [InlineData(64)]
    [InlineData(100)]
    [InlineData(200)]
    public async Task With_too_few_descriptors_the_relay_says_in_a_line_how_many_it_needs(int descriptors)
    {
        using var folder = new TemporaryFolder("descriptors");
        string settings = new TrialSettings().Write(folder);
        await using PeerProcess relay = Start($"ulimit -n {descriptors}", settings);

        (await relay.ExitAsync()).ShouldBe(1, relay.Output);

        relay.Output.ShouldContain($"relay: this process may open {descriptors} files and sockets (ulimit -n), and the relay needs at least 256");
        relay.Output.ShouldNotContain("failed unexpectedly");
    }

    [Fact]
    public async Task More_connections_than_descriptors_are_turned_away_and_mail_goes_on()
    {
        const int HardLimit = 1024;
        const int Connections = 1500;
        using var folder = new TemporaryFolder("strangers");
        await using RunningSink sink = await RunningSink.StartAsync(folder, "sink");
        var settings = new TrialSettings { Routes = TrialSettings.RoutesTo(("*", sink.Port)) };
        await using PeerProcess relay = Start($"ulimit -n {HardLimit}", settings.Write(folder));
        await relay.WaitForPortAsync(settings.Port, "220 ");

        string[] greetings = await GreetingsAsync(settings.Port, Connections, async () =>
        {
            // While the strangers hold on, the relay has what it needs to go on living.
            relay.HasExited.ShouldBeFalse(relay.Output);
            (await File.ReadAllTextAsync($"/proc/{relay.Id}/limits")).ShouldContain($"Max open files            {HardLimit} ");
        });

        greetings.Count(static greeting => greeting.StartsWith("220 ", StringComparison.Ordinal)).ShouldBeInRange(500, HardLimit);
        greetings.Count(static greeting => greeting.StartsWith("421 4.", StringComparison.Ordinal)).ShouldBeGreaterThan(Connections - HardLimit);
        greetings.Select(static greeting => greeting[..4]).Distinct().ShouldBe(["220 ", "421 "], ignoreOrder: true);
        await relay.WaitForPortAsync(settings.Port, "220 ");
        await PeerProcess.RunAsync(RelayPrograms.Relay, ["send", "--to", $"127.0.0.1:{settings.Port}", "--rcpt", "bob@dest.example"]);
        await sink.WaitForMessagesAsync(1, TimeSpan.FromMinutes(1));
        relay.Output.ShouldNotContain("Out of memory");
    }

    [Fact]
    public async Task The_soft_limit_is_raised_to_the_hard_one()
    {
        using var folder = new TemporaryFolder("soft-limit");
        TrialSettings settings = new();
        await using PeerProcess relay = Start("ulimit -Sn 256 && ulimit -Hn 4096", settings.Write(folder));

        await relay.WaitForPortAsync(settings.Port, "220 ");

        string limits = await File.ReadAllTextAsync($"/proc/{relay.Id}/limits");
        limits.Split('\n').First(static line => line.StartsWith("Max open files", StringComparison.Ordinal))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)[3..5].ShouldBe(["4096", "4096"]);
    }

    private static PeerProcess Start(string limit, string settings) =>
        PeerProcess.Start("/bin/sh", ["-c", $"{limit} && exec \"$0\" run --config \"$1\"", RelayPrograms.Relay, settings]);

    /// <summary>Opens so many connections, looks at the first words of each, and closes all after a last look at the relay.</summary>
    private static async Task<string[]> GreetingsAsync(int port, int count, Func<Task> whileOpenAsync)
    {
        var sockets = new List<Socket>(count);
        try
        {
            for (int i = 0; i < count; i++)
            {
                sockets.Add(new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp));
                await sockets[^1].ConnectAsync(IPAddress.Loopback, port);
            }

            string[] greetings = await Task.WhenAll(sockets.Select(ReadAsync));
            await whileOpenAsync();
            return greetings;
        }
        finally
        {
            sockets.ForEach(static socket => socket.Dispose());
        }
    }

    private static async Task<string> ReadAsync(Socket socket)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        byte[] room = new byte[512];
        return Encoding.ASCII.GetString(room, 0, await socket.ReceiveAsync(room, patience.Token));
    }
}
