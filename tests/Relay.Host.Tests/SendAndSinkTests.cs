using System.Net;
using System.Text.Json;
using Relay.Trials;
using Relay.Trials.Sink;

namespace Relay.Host.Tests;

public sealed class SendAndSinkTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("relay-send-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("none")]
    [InlineData("starttls")]
    [InlineData("implicit")]
    public async Task All_messages_arrive_unchanged_and_each_once(string tls)
    {
        await using SinkServer sink = Sink(tls: Enum.Parse<TrialTls>(tls, ignoreCase: true));

        CommandRun run = await SendAsync(sink, "--count", "50", "--sessions", "4", "--recipients", "3", "--messages-per-connection", "5", "--tls",
            tls, "--insecure");

        run.ExitCode.ShouldBe(0, run.Output + run.Error);
        sink.Tally.Counts.ShouldBe(new SinkCounts(Messages: 50, Recipients: 150, Octets: 50 * 4096, Duplicates: 0, Intact: 50, Altered: 0));
    }

    [Fact]
    public async Task The_result_is_told_as_json()
    {
        await using SinkServer sink = Sink();

        CommandRun run = await SendAsync(sink, "--count", "10", "--size", "1", "--json");

        JsonElement report = JsonDocument.Parse(run.Output).RootElement;
        report.GetProperty("sent").GetInt64().ShouldBe(10);
        report.GetProperty("failed").GetInt64().ShouldBe(0);
        report.GetProperty("latencyMs").GetProperty("p99").GetDouble().ShouldBeGreaterThan(0);
    }

    [Theory]
    [InlineData("rcpt=450", "3 × 450 4.0.0 As asked for on the command line")]
    [InlineData("data=550", "3 × 550 5.0.0 As asked for on the command line")]
    [InlineData("end=552", "3 × 552 5.0.0 As asked for on the command line")]
    [InlineData("mail=451", "3 × 451 4.0.0 As asked for on the command line")]
    [InlineData("connect=554", "3 × 554 5.0.0 As asked for on the command line")]
    [InlineData("data=drop", "3 × the host closed the connection")]
    public async Task A_fault_of_the_sink_is_counted_by_the_sender(string fault, string line)
    {
        await using SinkServer sink = Sink(faults: [fault]);

        CommandRun run = await SendAsync(sink, "--count", "3");

        run.ExitCode.ShouldBe(1);
        run.Output.ShouldContain(line);
        sink.Tally.Counts.Messages.ShouldBe(0);
    }

    [Fact]
    public async Task What_nobody_tried_to_send_is_not_counted_as_failed()
    {
        using var taken = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        string address = taken.LocalEndpoint.ToString()!;
        taken.Stop();

        CommandRun run = await CommandRun.OfAsync("send", "--to", address, "--count", "1000", "--sessions", "1", "--json");

        run.ExitCode.ShouldBe(1);
        JsonElement report = JsonDocument.Parse(run.Output).RootElement;
        long failed = report.GetProperty("failed").GetInt64();
        failed.ShouldBeInRange(1, 100);
        report.GetProperty("unsent").GetInt64().ShouldBe(1000 - failed);
    }

    [Fact]
    public async Task A_fault_may_strike_a_few_times_only()
    {
        await using SinkServer sink = Sink(faults: ["end=451:2"]);

        CommandRun run = await SendAsync(sink, "--count", "5");

        run.Output.ShouldContain("3 sent, 2 failed");
        sink.Tally.Counts.Messages.ShouldBe(3);
    }

    [Fact]
    public async Task A_file_is_sent_as_it_is_and_dumped_as_it_was()
    {
        string file = Path.Combine(folder, "message.eml");
        await File.WriteAllTextAsync(file, "Subject: dots\r\n\r\n.\r\n..\r\n.a\r\nend\r\n");
        await using SinkServer sink = Sink(dump: folder);

        CommandRun run = await SendAsync(sink, "--file", file, "--from", "", "--rcpt", "a@dest.example", "--rcpt", "b@dest.example");

        run.ExitCode.ShouldBe(0, run.Output + run.Error);
        (await File.ReadAllTextAsync(Path.Combine(folder, "00000001.eml"))).ShouldBe(await File.ReadAllTextAsync(file));
        (await File.ReadAllTextAsync(Path.Combine(folder, "00000001.json"))).ShouldContain("\"<>\"");
    }

    [Fact]
    public async Task The_sink_ends_when_the_expected_number_has_arrived_and_says_where_it_listens()
    {
        using var output = new LineWatcher();
        Task<int> sink = Commands.RelayCommandLine.RunAsync(
            ["sink", "--listen", "127.0.0.1:0", "--expect", "2"],
            new System.CommandLine.InvocationConfiguration { Output = output, ProcessTerminationTimeout = null },
            TestContext.Current.CancellationToken);
        string address = (await output.WaitForAsync("listening on "))["listening on ".Length..];

        await CommandRun.OfAsync("send", "--to", address, "--count", "2");

        (await sink).ShouldBe(0);
        output.ToString().ShouldContain("2 messages, 2 recipients, 8192 octets; 0 seen before; bodies: 2 unchanged, 0 altered");
    }

    [Theory]
    [InlineData("--count", "0")]
    [InlineData("--to", "nowhere")]
    [InlineData("--auth", "nobody")]
    [InlineData("--colour", "red")]
    public async Task Bad_usage_is_told_in_one_line_and_ends_with_2(string option, string value)
    {
        CommandRun run = await CommandRun.OfAsync("send", option, value);

        run.ExitCode.ShouldBe(2);
        run.Error.ShouldContain(option);
        run.Error.ShouldNotContain("   at ");
    }

    private static Task<CommandRun> SendAsync(SinkServer sink, params string[] arguments) =>
        CommandRun.OfAsync(["send", "--to", sink.Address.ToString(), .. arguments]);

    private static SinkServer Sink(TrialTls tls = TrialTls.None, string[]? faults = null, string? dump = null) => new(new SinkOptions
    {
        Listen = new IPEndPoint(IPAddress.Loopback, 0),
        Tls = tls,
        Certificate = tls == TrialTls.None ? null : SinkTls.SelfSigned(TimeProvider.System),
        DumpFolder = dump,
        Faults = [.. (faults ?? []).Select(text => SinkFault.TryParse(text, out SinkFault? fault) ? fault! : throw new FormatException(text))],
    });
}
