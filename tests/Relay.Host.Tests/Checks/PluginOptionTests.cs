using Relay.TestKit.Plugins;

namespace Relay.Host.Tests.Checks;

/// <summary>Keys in relay.json that a real plugin adds.</summary>
public sealed class PluginOptionTests : IDisposable
{
    private readonly CheckTrial trial = new();

    public void Dispose() => trial.Dispose();

    [Fact]
    public async Task Options_of_a_plugin_that_is_on_are_checked_as_the_relays_own()
    {
        Enable();
        trial.Write(""" "transports": { "remote": { "hostsToAvoid": "192.0.2.1", "avoidanceWeight": 3 } }, "refusalText": "No" """);
        (await trial.RunAsync()).ExitCode.ShouldBe(0);

        trial.Write(""" "transports": { "remote": { "hostsToAvoid": "1.2.3", "avoidanceWeight": 0, "hostToAvoid": "" } }, "refusalText": "No $sender" """);
        CommandRun run = await trial.RunAsync();
        run.ExitCode.ShouldBe(2, run.Output);
        run.Output.ShouldContain("transports.remote.hostsToAvoid: item 1, character 1: '1.2.3' is neither an IP address nor a block");
        run.Output.ShouldContain("transports.remote.avoidanceWeight: found 0, expected a whole number from 1 to 10");
        run.Output.ShouldContain("transports.remote.hostToAvoid: unknown key; did you mean 'hostsToAvoid'?");
        run.Output.ShouldContain("refusalText: character 4: '$sender': variables and items are not available in expressions in this version");
    }

    [Theory]
    [InlineData(""" { "id": "takes-options", "path": "PATH", "enabled": false } """)]
    [InlineData(""" { "id": "takes-options", "path": "PATH", "version": "[9.0.0, 10.0.0)", "required": false } """)]
    public async Task An_option_whose_plugin_is_not_loaded_is_an_error_that_names_the_plugin(string entry)
    {
        trial.Folder.Write("plugins.json", $$"""{ "plugins": [ {{entry.Replace("PATH", Fixture, StringComparison.Ordinal)}} ] }""");
        trial.Write(""" "transports": { "remote": { "hostsToAvoid": "192.0.2.1" } }, "listeners": [ { "refusedSenders": "" } ], "refusalText": "No" """);

        CommandRun run = await trial.RunAsync();

        run.ExitCode.ShouldBe(2, run.Output);
        foreach (string key in (string[])["transports.remote.hostsToAvoid", "listeners[0].refusedSenders", "refusalText"])
            run.Output.ShouldContain($"{key}: is an option of the plugin takes-options, which is not loaded; list the plugin in plugins.json, or " +
                "leave the key out");
    }

    [Fact]
    public async Task The_same_key_from_two_plugins_is_an_error_that_names_both()
    {
        trial.Folder.Write("plugins.json", $$"""{ "plugins": [ { "id": "takes-options", "path": "{{Fixture}}" }, { "id": "takes-options", "instance": "two", "path": "{{Fixture}}" } ] }""");
        trial.Write(""" "admin": {} """);

        CommandRun run = await trial.RunAsync();

        run.ExitCode.ShouldBe(2, run.Output);
        run.Output.ShouldContain("plugins[1]: the plugins takes-options and takes-options#two both add the transport option 'hostsToAvoid'; switch " +
            "one of them off");
    }

    [Fact]
    public async Task The_schema_shows_the_keys_of_the_plugins_that_are_named()
    {
        Enable();
        (await CommandRun.OfAsync("config", "schema")).Output.ShouldNotContain("hostsToAvoid");
        CommandRun run = await CommandRun.OfAsync("config", "schema", "--plugins", trial.Folder["plugins.json"]);
        run.ExitCode.ShouldBe(0, run.Error);
        run.Output.ShouldContain("\"description\": \"Host list: hosts that mail is never sent to. Plugin takes-options.\"");
        run.Output.ShouldContain("\"default\": \"*@spam.example\"");
    }

    private static string Fixture => BuiltPlugin.Folder("tests/Fixtures/TakesOptions");

    private void Enable() => trial.Folder.Write("plugins.json", $$"""{ "plugins": [ { "id": "takes-options", "path": "{{Fixture}}" } ] }""");
}
