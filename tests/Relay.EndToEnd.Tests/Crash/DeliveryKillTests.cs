using Relay.EndToEnd.Tests.Queue;
using Relay.Sdk.Testing.Hosts;
using Relay.TestKit.Peers;

namespace Relay.EndToEnd.Tests.Crash;

/// <summary>SIGKILL at chosen moments of a delivery.</summary>
public sealed class DeliveryKillTests
{
    [Theory]
    [InlineData("MAIL", 1)]
    [InlineData("data", 1)]
    [InlineData(".", 2)]
    public async Task A_relay_killed_within_a_delivery_makes_it_again_and_doubles_it_only_when_the_host_had_it(string moment, int copies)
    {
        using var folder = new TemporaryFolder("kill");
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        int received = 0;
        await using ScriptedHost dest = ScriptedHost.Start(new HostManners
        {
            Instead = async (client, command) =>
            {
                received += command == "." ? 1 : 0;
                if (reached.Task.IsCompleted || !command.StartsWith(moment, StringComparison.Ordinal))
                    return false;
                reached.SetResult();
                await client.HearAsync(); // until the relay is gone
                return true;
            },
        });
        await using RelayProcess relay = await RelayProcess.StartAsync(folder,
            new TrialSettings { Routes = TrialSettings.RoutesTo(("*", dest.EndPoint.Port)) });
        (await HandIn.SendAsync(relay.Port, "user@dest.test", "once")).ShouldStartWith("250 ");
        await reached.Task.WaitAsync(TimeSpan.FromMinutes(1));
        await relay.KillAsync();

        await relay.StartAsync();
        await Until.HoldsAsync(async () => (await relay.CommandAsync("queue", "list", "--count")).Trim() == "0", "an empty queue",
            () => relay.Process.Output);
        received.ShouldBe(copies);
        (await relay.StopAsync()).ShouldBe(0, relay.Process.Output);
    }

    [Fact]
    public async Task A_message_in_flight_in_three_crashes_is_kept_back_until_an_operator_releases_it_and_others_go_on()
    {
        using var folder = new TemporaryFolder("quarantine");
        bool hanging = true;
        await using ScriptedHost dest = ScriptedHost.Start(new HostManners
        {
            Instead = async (client, command) =>
            {
                if (!Volatile.Read(ref hanging) || !command.StartsWith("RCPT TO:<killer@", StringComparison.Ordinal))
                    return false;
                await client.HearAsync();
                return true;
            },
        });
        await using RelayProcess relay = await RelayProcess.StartAsync(folder,
            new TrialSettings { Routes = TrialSettings.RoutesTo(("*", dest.EndPoint.Port)) });
        (await HandIn.SendAsync(relay.Port, "killer@dest.test", "killer")).ShouldStartWith("250 ");
        for (int crash = 1; crash <= 3; crash++)
        {
            await Until.HoldsAsync(() => Offers(dest) == crash, $"attempt {crash}", () => relay.Process.Output);
            await relay.KillAsync();
            await relay.StartAsync();
        }

        (await relay.CommandAsync("queue", "list", "--json")).ShouldContain("\"hold\":\"quarantine\"");
        (await HandIn.SendAsync(relay.Port, "other@dest.test", "other")).ShouldStartWith("250 ");
        await Until.HoldsAsync(() => dest.Messages.Count == 1, "the other message", () => relay.Process.Output);
        Offers(dest).ShouldBe(3);

        Volatile.Write(ref hanging, false);
        await relay.CommandAsync("queue", "release", "--held");
        await Until.HoldsAsync(() => dest.Messages.Count == 2, "the released message", () => relay.Process.Output);
        await Until.HoldsAsync(async () => (await relay.CommandAsync("queue", "list", "--count")).Trim() == "0", "an empty queue");
        (await relay.StopAsync()).ShouldBe(0, relay.Process.Output);
    }

    private static int Offers(ScriptedHost peer) =>
        peer.Conversations.Sum(static c => c.Heard.Count(static line => line.StartsWith("RCPT TO:<killer@", StringComparison.Ordinal)));
}
