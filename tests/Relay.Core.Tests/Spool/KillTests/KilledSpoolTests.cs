using Relay.Sdk.Spool;

namespace Relay.Core.Tests.Spool.KillTests;

public sealed class KilledSpoolTests
{
    private const int Kills = 20;
    private const int Writers = 12;

    [Fact]
    public async Task Nothing_acknowledged_is_missing_or_torn_after_twenty_kills()
    {
        using var folder = new TemporaryFolder();
        var random = new Random(20);
        var victim = new SpoolVictimProcess();
        for (int kill = 0; kill < Kills; kill++)
        {
            await victim.RunAsync(folder.Path, 1 + (kill * 1_000_000L), Writers, random.Next(1, 500), TestContext.Current.CancellationToken);
            SpoolRecovery recovery = await SpoolCheck.RunAsync(folder.Path, victim.LastWords);
            recovery.AfterCrash.ShouldBeTrue();
            recovery.InFlight.ShouldBeLessThanOrEqualTo(Writers);
        }

        victim.LastWords.Count.ShouldBeGreaterThan(Kills);
    }
}
