using System.Globalization;
using Relay.TestKit.Peers;

namespace Relay.EndToEnd.Tests.Start;

/// <summary>Signals that scripts send to services, also while these start: none but a stop ends the relay.</summary>
public sealed class SignalTests
{
    private const int SigUsr1 = 10;
    private const int SigUsr2 = 12;

    [Fact]
    public async Task Hangup_and_user_signals_from_the_first_moment_on_leave_the_relay_alone()
    {
        using var folder = new TemporaryFolder("signals");
        TrialSettings settings = new();
        await using var relay = new RelayProcess(settings.Write(folder), settings.Port);

        relay.Launch();
        await relay.Process.WaitUntilAsync(_ => Task.FromResult(Catches(relay.Id, PeerProcess.SigHup, SigUsr1, SigUsr2)), "the relay's code");
        SignalAll();
        await relay.Process.WaitForPortAsync(settings.Port, "220 ");
        SignalAll();
        await relay.WaitForLogAsync("The settings were read again");

        (await relay.StopAsync()).ShouldBe(0, relay.Log);

        void SignalAll()
        {
            relay.Process.Signal(PeerProcess.SigHup);
            relay.Process.Signal(SigUsr1);
            relay.Process.Signal(SigUsr2);
        }
    }

    // SigCgt of proc(5): the signals that the process handles, one bit each.
    private static bool Catches(int process, params int[] signals)
    {
        string line = File.ReadLines($"/proc/{process}/status").First(text => text.StartsWith("SigCgt:", StringComparison.Ordinal));
        ulong caught = ulong.Parse(line["SigCgt:".Length..].Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        return signals.All(signal => (caught >> (signal - 1) & 1) == 1);
    }
}
