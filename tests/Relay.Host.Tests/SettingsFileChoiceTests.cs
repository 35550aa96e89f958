using Relay.Host.Commands;

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
    public void The_variable_comes_before_the_current_folder_and_that_before_the_system(string? variable, bool isHere, bool isInEtc, string? chosen) =>
        SettingsFileChoice.Find(variable, name => name == "relay.json" ? isHere : isInEtc && name == "/etc/relay/relay.json").ShouldBe(chosen);
}
