using Relay.Host.Commands;
using Relay.TestKit.Peers;

namespace Relay.Host.Tests;

public sealed class SettingsFileChoiceTests
{
    [Theory]
    [InlineData("own.json", true, true, "own.json")]
    [InlineData("own.json", false, false, "own.json")]
    [InlineData("", true, true, "relay.json")]
    [InlineData(null, true, false, "relay.json")]
    [InlineData(null, false, true, "/etc/relay/relay.json")]
    [InlineData(null, false, false, null)]
    public void The_variable_comes_before_the_current_folder_and_that_before_the_system(string? variable, bool isHere, bool isInEtc,
        string? chosen) =>
        SettingsFileChoice.Find(variable, name => name == "relay.json" ? isHere : isInEtc && name == "/etc/relay/relay.json").ShouldBe(chosen);

    [Theory]
    [InlineData(false, "named.json:1:3: hostnme: unknown key")]
    [InlineData(true, "given.json:1:3: listners: unknown key")]
    public async Task A_command_reads_the_file_that_RELAY_CONFIG_names_unless_it_is_given_one(bool given, string problem)
    {
        using var folder = new TemporaryFolder("choice");
        string named = folder.Write("named.json", """{ "hostnme": "mx.relay.example" }""");
        string option = folder.Write("given.json", """{ "listners": [] }""");
        folder.Write("relay.json", """{ "spol": {} }""");

        // A process of its own, since the environment is the process's.
        await using PeerProcess check = PeerProcess.Start(
            RelayPrograms.Relay,
            ["check", .. given ? (string[])["--config", option] : []],
            new Dictionary<string, string> { ["RELAY_CONFIG"] = named },
            folder.Path);

        (await check.ExitAsync()).ShouldBe(2, check.Output);
        check.Output.ShouldContain(problem);
        check.Output.ShouldNotContain("spol");
    }
}
