using Relay.TestKit.Peers;

namespace Relay.EndToEnd.Tests.Start;

/// <summary>A process that may open too few files and sockets says so, instead of failing somewhere later.</summary>
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
        await using PeerProcess relay = PeerProcess.Start("/bin/sh", ["-c", $"ulimit -n {descriptors} && exec \"$0\" run --config \"$1\"", RelayPrograms.Relay, settings]);

        (await relay.ExitAsync()).ShouldBe(1, relay.Output);

        relay.Output.ShouldContain($"relay: this process may open {descriptors} files and sockets (ulimit -n), and the relay needs at least 256");
        relay.Output.ShouldNotContain("failed unexpectedly");
    }
}
