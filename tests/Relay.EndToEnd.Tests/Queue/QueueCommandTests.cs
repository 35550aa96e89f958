using Relay.Sdk.Testing.Hosts;
using Relay.TestKit.Peers;

namespace Relay.EndToEnd.Tests.Queue;

/// <summary><c>relay queue …</c> on real mail, with the relay running and between two runs.</summary>
public sealed class QueueCommandTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_an_operator_orders_is_what_happens_to_the_mail(bool running)
    {
        using var folder = new TemporaryFolder("orders");
        bool taking = false;
        await using ScriptedHost dest = ScriptedHost.Start(new HostManners
        {
            Answer = command => command.StartsWith("RCPT", StringComparison.Ordinal) && !Volatile.Read(ref taking) ? "450 4.2.1 later" : null,
        });
        await using ScriptedHost sender = ScriptedHost.Start(new HostManners());
        await using RelayProcess relay = await RelayProcess.StartAsync(folder, new TrialSettings
        {
            Routes = TrialSettings.RoutesTo(("dest.test", dest.EndPoint.Port), ("sender.test", sender.EndPoint.Port)),
            Others = new { retry = new[] { new { rule = "F,5d,1h" } } },
        });
        string[] all = ["held", "tried", "returned", "removed", "left"];
        foreach (string name in all)
            (await HandIn.SendAsync(relay.Port, $"{name}@dest.test", name)).ShouldStartWith("250 ");
        await Until.HoldsAsync(async () => await CountAsync(relay, "\"lastReply\":\"450 4.2.1 later\"") == all.Length, "five deferrals",
            () => relay.Process.Output);
        Volatile.Write(ref taking, true);

        await ChangeAsync(relay, running, ["hold", "--recipient", "held@dest.test"], ["remove", "--recipient", "removed@dest.test"],
            ["bounce", "--recipient", "returned@dest.test", "--reason", "This project has ended"], ["retry", "--recipient", "tried@dest.test"],
            ["retry", "--recipient", "held@dest.test"]);
        await Until.HoldsAsync(() => dest.Messages.Count == 1 && sender.Messages.Count == 1, "a message and a report", () => relay.Process.Output);
        dest.Messages.Single().Text.ShouldContain("Subject: tried");
        TakenMessage report = sender.Messages.Single();
        report.Mail.ShouldStartWith("MAIL FROM:<>");
        report.Text.ShouldContain("Action: failed");
        report.Text.ShouldContain("This project has ended");
        report.Text.ShouldContain("returned@dest.test");

        await ChangeAsync(relay, running, ["release", "--held"]);
        await Until.HoldsAsync(() => dest.Messages.Count == 2, "the released message", () => relay.Process.Output);
        await ChangeAsync(relay, running, ["retry", "--all"]);
        await Until.HoldsAsync(() => dest.Messages.Count == 3, "the last message", () => relay.Process.Output);
        await Until.HoldsAsync(async () => (await relay.CommandAsync("queue", "list", "--count")).Trim() == "0", "an empty queue");
        (await relay.StopAsync()).ShouldBe(0, relay.Process.Output);

        Offers(dest, "removed").ShouldBe(1, "the first attempt alone");
        Offers(dest, "returned").ShouldBe(1, "the first attempt alone");
        foreach (string name in (string[])["held", "tried", "left"])
            Offers(dest, name).ShouldBe(2, $"{name}: the first attempt, and the one that was asked for");
        sender.Messages.Count.ShouldBe(1);
    }

    private static async Task ChangeAsync(RelayProcess relay, bool running, params string[][] commands)
    {
        if (!running)
            (await relay.StopAsync()).ShouldBe(0, relay.Process.Output);
        foreach (string[] command in commands)
            (await relay.CommandAsync(["queue", .. command])).ShouldStartWith("1 entries selected");
        if (!running)
            await relay.StartAsync();
    }

    private static async Task<int> CountAsync(RelayProcess relay, string text) =>
        (await relay.CommandAsync("queue", "list", "--json")).Split(text).Length - 1;

    private static int Offers(ScriptedHost peer, string name) =>
        peer.Conversations.Sum(conversation => conversation.Heard.Count(line => line.StartsWith($"RCPT TO:<{name}@", StringComparison.Ordinal)));
}
