using System.CommandLine;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Relay.Host.Commands;
using Relay.Trials.Sink;

namespace Relay.Host.Tests;

/// <summary><c>relay sink</c> as it is used: each option on a run of its own.</summary>
public sealed class SinkCommandTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("relay-sink-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Messages_are_printed_with_their_envelopes_and_the_count_is_kept_in_a_file()
    {
        string mail = Path.Combine(folder, "message.eml"), counts = Path.Combine(folder, "count");
        await File.WriteAllTextAsync(mail, "Subject: printed\r\n\r\n.a line with a dot\r\n", TestContext.Current.CancellationToken);
        await using var output = new LineWatcher();
        (Task<int> sink, string address) = await StartAsync(output, "--print", "--count-file", counts, "--expect", "2", "--json");

        CommandRun sent = await CommandRun.OfAsync("send", "--to", address, "--count", "2", "--file", mail, "--from", "", "--rcpt", "a@dest.example",
            "--rcpt", "b@dest.example");

        sent.ExitCode.ShouldBe(0, sent.Output);
        (await sink).ShouldBe(0);
        output.ToString().ShouldContain("MAIL FROM:<>\nRCPT TO:<a@dest.example>\nRCPT TO:<b@dest.example>\n\nSubject: printed\n\n.a line with a " +
            "dot\n");
        (await File.ReadAllTextAsync(counts, TestContext.Current.CancellationToken)).ShouldBe("2\n");
        JsonElement report = JsonDocument.Parse(output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1]).RootElement;
        (report.GetProperty("messages").GetInt64(), report.GetProperty("recipients").GetInt64()).ShouldBe((2, 4));
    }

    [Fact]
    public async Task A_fault_and_a_delay_can_be_asked_for()
    {
        await using var output = new LineWatcher();
        (Task<int> sink, string address) = await StartAsync(output, "--reply-at", "rcpt=450:1", "--delay", "300ms", "--expect", "1");

        CommandRun sent = await CommandRun.OfAsync("send", "--to", address, "--count", "2", "--json");

        sent.ExitCode.ShouldBe(1);
        JsonElement report = JsonDocument.Parse(sent.Output).RootElement;
        (report.GetProperty("sent").GetInt64(), report.GetProperty("failed").GetInt64()).ShouldBe((1, 1));
        report.GetProperty("failures").EnumerateObject().ShouldHaveSingleItem().Name.ShouldStartWith("450 ");
        // Never earlier, however slow the machine.
        report.GetProperty("latencyMs").GetProperty("max").GetDouble().ShouldBeGreaterThan(250);
        (await sink).ShouldBe(0);
    }

    [Fact]
    public async Task A_second_run_into_the_same_folder_goes_on_behind_the_first()
    {
        string dump = Path.Combine(folder, "dump");
        foreach (string recipient in (string[])["one@dest.example", "two@dest.example"])
        {
            await using var output = new LineWatcher();
            (Task<int> sink, string address) = await StartAsync(output, "--dump", dump, "--expect", "2");
            CommandRun sent = await CommandRun.OfAsync("send", "--to", address, "--count", "2", "--rcpt", recipient);
            sent.ExitCode.ShouldBe(0, sent.Output);
            (await sink).ShouldBe(0);
        }

        Directory.GetFiles(dump).Select(Path.GetFileName).Order().ShouldBe(
            [.. Enumerable.Range(1, 4).SelectMany(number => (string[])[$"{number:D8}.eml", $"{number:D8}.json"])]);
        (await File.ReadAllTextAsync(Path.Combine(dump, "00000001.json"), TestContext.Current.CancellationToken)).ShouldContain("one@dest.example");
        (await File.ReadAllTextAsync(Path.Combine(dump, "00000004.json"), TestContext.Current.CancellationToken)).ShouldContain("two@dest.example");
    }

    [Fact]
    public async Task The_expected_number_is_reached_only_when_the_client_has_been_told()
    {
        await using var ids = new LineWatcher();
        Assert.True(SinkFault.TryParse("helo=hang", out SinkFault? hang));
        var sink = new SinkServer(new SinkOptions { Listen = new IPEndPoint(IPAddress.Loopback, 0), Expect = 1, Ids = ids, Faults = [hang!] });
        await using (sink)
        {
            using var client = new TcpClient();
            await client.ConnectAsync(sink.Address, TestContext.Current.CancellationToken);
            // The reply to the message waits with the one to the command behind it, which never comes.
            await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
                "MAIL FROM:<>\r\nRCPT TO:<a@dest.example>\r\nBDAT 21 LAST\r\nMessage-ID: <a@b>\r\n\r\nEHLO client.example\r\n"),
                    TestContext.Current.CancellationToken);
            await ids.WaitForAsync("<a@b>");
        }

        sink.Tally.Counts.Messages.ShouldBe(1);
        sink.Tally.Reached.IsCompleted.ShouldBeFalse();
    }

    private static async Task<(Task<int> Running, string Address)> StartAsync(LineWatcher output, params string[] arguments)
    {
        Task<int> running = RelayCommandLine.RunAsync(
            ["sink", "--listen", "127.0.0.1:0", .. arguments],
            new InvocationConfiguration { Output = output, ProcessTerminationTimeout = null },
            TestContext.Current.CancellationToken);
        return (running, (await output.WaitForAsync("listening on "))["listening on ".Length..]);
    }
}
