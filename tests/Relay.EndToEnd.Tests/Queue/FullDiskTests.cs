using System.Text.Json;
using Relay.Sdk.Testing.Hosts;
using Relay.TestKit.Peers;
using Relay.TestKit.Spool;

namespace Relay.EndToEnd.Tests.Queue;

/// <summary>The running relay on a small file system that somebody else fills up.</summary>
public sealed class FullDiskTests
{
    private const int MiB = 1024 * 1024;
    private const int Reserve = 24 * MiB;

    [Theory]
    [InlineData(Reserve / 2)]
    [InlineData(0)]
    public async Task New_mail_gets_452_and_mail_in_the_queue_is_delivered_and_reported_until_there_is_room_again(long left)
    {
        Assert.SkipWhen(SmallFileSystem.Missing is not null, SmallFileSystem.Missing ?? "");
        using var folder = new TemporaryFolder("full");
        await using SmallFileSystem disk = await SmallFileSystem.MountAsync(96 * MiB);
        int port = FreePort.Next();
        await using ScriptedHost sender = ScriptedHost.Start(new HostManners());
        await using RelayProcess relay = await RelayProcess.StartAsync(folder, new TrialSettings
        {
            Routes = TrialSettings.RoutesTo(("dest.test", port), ("sender.test", sender.EndPoint.Port)),
            Others = new { spool = new { path = $"{disk.Path}/spool", reserveOctets = Reserve }, retry = new[] { new { rule = "F,5d,1h" } } },
        });
        for (int i = 0; i < 20; i++)
            (await HandIn.SendAsync(relay.Port, "user@dest.test", $"before {i}", "NOTIFY=SUCCESS,FAILURE")).ShouldStartWith("250 ");

        await disk.FillAsync(left);
        await Until.HoldsAsync(async () => (await HandIn.SendAsync(relay.Port, "user@dest.test", "too much"))
            .StartsWith("452 4.3.1", StringComparison.Ordinal), "452");

        // A host that does not know DSN, so that the relay owes the reports itself.
        await using ScriptedHost dest = ScriptedHost.StartOn(System.Net.IPAddress.Loopback, port,
            new HostManners { Capabilities = ["PIPELINING", "8BITMIME"] });
        if (left == 0)
        {
            // It starts on the full disk as well.
            await relay.KillAsync();
            await relay.StartAsync();
        }

        await relay.CommandAsync("queue", "retry", "--all");
        await Until.HoldsAsync(() => Subjects(dest, "before").Count == 20
            && Subjects(sender, "before").Count == 20, "20 messages and 20 reports", () => relay.Process.Output);
        (await HandIn.SendAsync(relay.Port, "user@dest.test", "too much")).ShouldStartWith("452 4.3.1");

        disk.Clear();
        await Until.HoldsAsync(async () => (await HandIn.SendAsync(relay.Port, "user@dest.test", "after"))
            .StartsWith("250 ", StringComparison.Ordinal), "room again");
        await Until.HoldsAsync(() => Subjects(dest, "after").Count == 1, "the message after it");
        Subjects(dest, "before").Count.ShouldBe(20, "nothing twice");
        await Until.HoldsAsync(async () => (await relay.CommandAsync("queue", "list", "--count")).Trim() == "0", "an empty queue");
        (await relay.StopAsync()).ShouldBe(0, relay.Process.Output);
    }

    [Fact]
    public async Task A_report_that_finds_no_room_at_all_is_kept_in_mind_over_a_crash_and_nothing_is_delivered_again_for_it()
    {
        Assert.SkipWhen(SmallFileSystem.Missing is not null, SmallFileSystem.Missing ?? "");
        using var folder = new TemporaryFolder("full");
        await using SmallFileSystem disk = await SmallFileSystem.MountAsync(32 * MiB);
        await using ScriptedHost sender = ScriptedHost.Start(new HostManners());
        string answer = "450 4.2.1 later";
        await using ScriptedHost dest = ScriptedHost.Start(new HostManners
        {
            Answer = command => command.StartsWith("RCPT", StringComparison.Ordinal) ? Volatile.Read(ref answer) : null,
        });

        // The reserve is enough for outcomes, and too small for a report with the message in it.
        await using RelayProcess relay = await RelayProcess.StartAsync(folder, new TrialSettings
        {
            Routes = TrialSettings.RoutesTo(("dest.test", dest.EndPoint.Port), ("sender.test", sender.EndPoint.Port)),
            Others = new
            {
                spool = new { path = $"{disk.Path}/spool", reserveOctets = MiB },
                reports = new { returnOctets = 10 * MiB },
                retry = new[] { new { rule = "F,5d,1h" } },
            },
        });
        string body = string.Concat(Enumerable.Repeat("A line of a long message.\r\n", 5 * MiB / 27));
        (await HandIn.SendAsync(relay.Port, "user@dest.test", "large", body: body)).ShouldStartWith("250 ");
        await Until.HoldsAsync(async () => (await relay.CommandAsync("queue", "list", "--json"))
            .Contains("450 4.2.1 later", StringComparison.Ordinal), "the deferral");

        await disk.FillAsync(left: 0);
        Volatile.Write(ref answer, "550 5.1.1 never");
        await relay.CommandAsync("queue", "retry", "--all");
        await Until.HoldsAsync(async () => (await relay.CommandAsync("queue", "list", "--json"))
            .Contains("\"settled\":true", StringComparison.Ordinal), "the settled entry", () => relay.Process.Output);
        (await relay.CommandAsync("queue", "show", await IdAsync(relay))).ShouldContain("550 5.1.1 never (done; the report about it waits for room)");
        await relay.KillAsync();
        await relay.StartAsync();
        sender.Messages.ShouldBeEmpty();

        disk.Clear();
        await relay.CommandAsync("queue", "retry", "--all");
        await Until.HoldsAsync(() => sender.Messages.Count == 1, "the report", () => relay.Process.Output);
        string report = sender.Messages.Single().Text;
        report.ShouldContain("Action: failed");
        report.ShouldContain("550 5.1.1 never");
        report.Length.ShouldBeGreaterThan(body.Length);
        await Until.HoldsAsync(async () => (await relay.CommandAsync("queue", "list", "--count")).Trim() == "0", "an empty queue");
        dest.Conversations.Sum(static c => c.Heard.Count(static line => line.StartsWith("RCPT", StringComparison.Ordinal)))
            .ShouldBe(2, "the deferral and the refusal");
    }

    [Fact]
    public async Task A_stop_without_room_is_an_orderly_one()
    {
        Assert.SkipWhen(SmallFileSystem.Missing is not null, SmallFileSystem.Missing ?? "");
        using var folder = new TemporaryFolder("full");
        await using SmallFileSystem disk = await SmallFileSystem.MountAsync(96 * MiB);
        await using RelayProcess relay = await RelayProcess.StartAsync(folder, new TrialSettings
        {
            Routes = TrialSettings.RoutesTo(("*", FreePort.Next())),
            Others = new { spool = new { path = $"{disk.Path}/spool", reserveOctets = Reserve } },
        });
        (await HandIn.SendAsync(relay.Port, "user@dest.test", "kept")).ShouldStartWith("250 ");
        await disk.FillAsync(left: 0);
        (await relay.StopAsync()).ShouldBe(0, relay.Log);

        disk.Clear();
        await relay.StartAsync();
        relay.Log.ShouldNotContain("was not shut down cleanly");
        (await relay.CommandAsync("queue", "list", "--count")).Trim().ShouldBe("1");
        (await relay.StopAsync()).ShouldBe(0, relay.Log);
    }

    /// <summary>The id of the only message in its queue.</summary>
    private static async Task<string> IdAsync(RelayProcess relay) =>
        JsonDocument.Parse(await relay.CommandAsync("queue", "list", "--json")).RootElement.GetProperty("id").GetString()!;

    private static List<string> Subjects(ScriptedHost peer, string word) =>
        [.. peer.Messages.Select(static message => message.Text).Where(text => text.Contains($"Subject: {word}", StringComparison.Ordinal))];
}
