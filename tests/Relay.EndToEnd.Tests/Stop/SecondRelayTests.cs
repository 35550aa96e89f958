using Relay.TestKit.Peers;

namespace Relay.EndToEnd.Tests.Stop;

/// <summary>Two processes and one spool.</summary>
public sealed class SecondRelayTests
{
    [Fact]
    public async Task A_second_relay_on_the_spool_is_refused_with_3_and_told_who_has_it_and_the_first_goes_on()
    {
        using var folder = new TemporaryFolder("second");
        await using SinkPeer sink = await SinkPeer.StartAsync();
        await using RelayProcess first = await RelayProcess.StartAsync(folder,
            new TrialSettings { Routes = TrialSettings.RoutesTo(("*", sink.Port)) });
        await using PeerProcess second = PeerProcess.Start(
            RelayPrograms.Relay, ["run", "--config", first.Configuration, "--set", $"listeners[0].address=127.0.0.1:{FreePort.Next()}"]);

        (await second.ExitAsync()).ShouldBe(3, second.Output);
        second.Output.ShouldContain($"relay: the spool '{folder["spool"]}' is in use by another relay (process {first.Id})");
        await PeerProcess.RunAsync(RelayPrograms.Relay, ["send", "--to", $"127.0.0.1:{first.Port}"]);
        await Until.HoldsAsync(() => sink.Mail.Count == 1, "the message", () => first.Log);
        (await first.StopAsync()).ShouldBe(0, first.Log);
    }
}
