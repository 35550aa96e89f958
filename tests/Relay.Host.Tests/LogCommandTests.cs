using System.Net.Sockets;

namespace Relay.Host.Tests;

public sealed class LogCommandTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("relay-log-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Levels_are_changed_while_the_relay_runs_and_go_back_to_the_settings()
    {
        await using RunningRelay relay = await RunningRelay.StartAsync(folder, WaitingMail.Settings);
        await relay.AdminAsync();
        (await LogAsync(relay)).Output.ShouldBe("information\n");
        await ConnectAsync(relay);

        relay.Log.ShouldNotContain(" ended: ");

        (await LogAsync(relay, "debug", "--category", "sessions")).Output.ShouldBe("information\nsessions debug\n");
        await ConnectAsync(relay);
        await relay.WaitForLogAsync("ended: 0 messages accepted");

        (await LogAsync(relay, "--reset", "--json")).Output.ShouldBe("{\"level\":\"information\",\"levels\":{}}\n");
    }

    [Theory]
    [InlineData("loud", "relay: level: found 'loud', expected one of trace, debug, information, warning, error, critical, none\n")]
    [InlineData("debug --category deliveries", "relay: there is no category 'deliveries'; did you mean 'delivery'?\n")]
    [InlineData("--category delivery", "relay: say which level the category shall have\n")]
    [InlineData("debug --reset", "relay: --reset stands alone\n")]
    public async Task What_is_no_level_or_category_is_refused(string arguments, string error)
    {
        CommandRun run = await CommandRun.OfAsync(["log", .. arguments.Split(' '), "--set", $"spool.path={folder}"]);

        (run.ExitCode, run.Error).ShouldBe((2, error));
    }

    [Fact]
    public async Task Without_a_relay_there_is_no_level_to_change()
    {
        CommandRun run = await CommandRun.OfAsync("log", "debug", "--set", $"spool.path={folder}");

        (run.ExitCode, run.Error).ShouldBe((1, $"relay: no relay answers on '{folder}': none is running, or it is still starting\n"));
    }

    private static Task<CommandRun> LogAsync(RunningRelay relay, params string[] arguments) =>
        CommandRun.OfAsync(["log", .. arguments, .. relay.Options]);

    // Greeted and gone: the session has ended when the relay has closed too.
    private static async Task ConnectAsync(RunningRelay relay)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(System.Net.IPEndPoint.Parse(relay.Address), TestContext.Current.CancellationToken);
        using var lines = new StreamReader(client.GetStream());
        (await lines.ReadLineAsync(TestContext.Current.CancellationToken)).ShouldStartWith("220 ");
        await client.GetStream().WriteAsync("QUIT\r\n"u8.ToArray(), TestContext.Current.CancellationToken);
        (await lines.ReadToEndAsync(TestContext.Current.CancellationToken)).ShouldStartWith("221 ");
    }
}
