using Relay.Core.Settings;
using Relay.Sdk.Events;
using Relay.Sdk.Testing;
using Relay.TestKit.Plugins;

namespace Relay.Core.Tests.Plugins;

/// <summary>plugins.json: every mistake is found, with its place and what to write instead, and all of them at once.</summary>
public sealed class PluginsFileTests
{
    [Fact]
    public async Task All_mistakes_are_told_at_once_with_their_places()
    {
        await using PluginTrial relay = new("""
            {
              "experimentl": [],
              "experimental": ["smtp.binarymine"],
              "defaults": { "timeout": 5, "onError": "tempfale" },
              "plugins": [
                { "id": "Recipient_Cap", "enabled": false },
                { "id": "a", "enabled": false, "version": "1.*", "order": "first" },
                { "id": "a", "enabled": false },
                { "enabled": false, "handlers": { "x": { "timeout": "0s", "ordr": 1 } }, "settings": [] }
              ]
            }
            """);

        await relay.LoadAsync();

        relay.ErrorLines.ShouldBe(
        [
            "plugins.json:2:3: experimentl: unknown key; did you mean 'experimental'?",
            "plugins.json:3:20: experimental[0]: there is no feature 'smtp.binarymine'; did you mean 'smtp.binarymime'?",
            "plugins.json:4:28: defaults.timeout: found 5, expected a duration as in 500ms, 30s, 15m, 2h or 5d from 1ms to 1h",
            "plugins.json:4:42: defaults.onError: found \"tempfale\", expected one of tempfail, ignore, reject, suspend; did you mean 'tempfail'?",
            "plugins.json:6:13: plugins[0].id: expected lower-case words joined by - or .",
            "plugins.json:7:47: plugins[1].version: found \"1.*\", expected a range of versions as in [1.2.0, 2.0.0-0)",
            "plugins.json:7:63: plugins[1].order: found \"first\", expected a whole number",
            "plugins.json:8:13: plugins[2].id: 'a' is listed already, as plugins[1]; give one of them an \"instance\"",
            "plugins.json:9:5: plugins[3].id: missing; expected text",
            "plugins.json:9:57: plugins[3].handlers.x.timeout: found \"0s\", expected a duration as in 500ms, 30s, 15m, 2h or 5d from 1ms to 1h",
            "plugins.json:9:63: plugins[3].handlers.x.ordr: unknown key; did you mean 'order'?",
            "plugins.json:9:90: plugins[3].settings: found a list, expected an object",
        ]);
    }

    [Fact]
    public async Task Comments_and_trailing_commas_are_taken()
    {
        await using PluginTrial relay = await PluginTrial.StartAsync("""
            // plugins
            { "experimental": ["smtp.binarymime",], /* none */ "plugins": [], }
            """);

        relay.Host.Features.IsOn(HostFeatures.BinaryMime).ShouldBeTrue();
    }

    [Fact]
    public async Task Features_are_off_until_listed()
    {
        await using PluginTrial relay = await PluginTrial.StartAsync("{}");

        relay.Host.Features.IsOn(HostFeatures.BinaryMime).ShouldBeFalse();
        Should.Throw<ArgumentException>(() => relay.Host.Features.IsOn("smtp.tea"));
    }

    [Fact]
    public async Task Settings_of_plugins_are_checked_as_strictly_and_told_together()
    {
        string folder = BuiltPlugin.Folder("tests/Fixtures/BadSettings");
        await using PluginTrial relay = new($$"""
            {
              "plugins": [
                { "id": "bad-settings", "path": "{{folder}}", "settings": {
                    "low": 11, "hihg": 1, "wait": 3, "day": "someday",
                    "names": "one", "password": { "$secret": "env:RELAY_TEST_NO_SUCH" } } },
                { "id": "bad-settings", "instance": "two", "path": "{{folder}}", "settings": { "low": 9, "high": 3 } }
              ]
            }
            """);

        await relay.LoadAsync();

        relay.ErrorLines.ShouldBe(
        [
            "plugins.json:4:16: plugins[0].settings.low: found 11, expected a whole number from 0 to 10",
            "plugins.json:4:20: plugins[0].settings.hihg: unknown key; did you mean 'high'?",
            "plugins.json:4:39: plugins[0].settings.wait: found 3, expected a duration as in 500ms, 30s, 15m, 2h or 5d",
            "plugins.json:4:49: plugins[0].settings.day: found \"someday\", expected one of sunday, monday, tuesday, wednesday, thursday, friday, " +
            "saturday",
            "plugins.json:5:18: plugins[0].settings.names: found \"one\", expected a list",
            "plugins.json:5:50: plugins[0].settings.password.$secret: the environment variable RELAY_TEST_NO_SUCH is not set",
            $"plugins.json:6:{72 + folder.Length}: plugins[1].settings: low is above high",
        ]);
    }

    [Fact]
    public async Task Secrets_reach_the_plugin_and_show_as_stars()
    {
        await using PluginTrial relay = new("{}");
        File.WriteAllText(Path.Combine(relay.Folder, "password"), "hunter2\n");
        await File.WriteAllTextAsync(Path.Combine(relay.Folder, "plugins.json"), $$"""
            { "plugins": [ { "id": "bad-settings", "path": "{{BuiltPlugin.Folder("tests/Fixtures/BadSettings")}}",
                "settings": { "wait": "2m", "password": { "$secret": "file:password" } } } ] }
            """);

        await relay.LoadAsync();
        await relay.Host.StartAsync(CancellationToken.None);

        Verdict verdict = await relay.Host.Handlers.DecideAsync(SomeMoment.RecipientOffered(), CancellationToken.None);
        verdict.ShouldBeOfType<Verdict.Rejected>().Reply.Text.ShouldBe("hunter2 **** 120");
    }

    [Fact]
    public async Task Settings_for_a_plugin_that_takes_none_and_words_about_unknown_handlers_are_mistakes()
    {
        string folder = BuiltPlugin.Folder("tests/Fixtures/NoManifest");
        await using PluginTrial relay = new($$"""
            { "plugins": [ { "id": "no-manifest", "path": "{{folder}}",
                "settings": { "x": 1 },
                "handlers": { "agre": { "order": 1 } } } ] }
            """);

        await relay.LoadAsync();

        relay.ErrorLines.ShouldBe(
        [
            "plugins.json:2:17: plugins[0].settings: no-manifest takes no settings",
            "plugins.json:3:27: plugins[0].handlers.agre: no-manifest has no handler 'agre'; did you mean 'agree'?",
        ]);
    }

    [Fact]
    public async Task Missing_file_is_an_error_unless_it_is_optional()
    {
        await using PluginTrial strict = new("{}", change: options => options with { File = options.File + ".none" });
        await strict.LoadAsync();
        strict.ErrorLines.ShouldHaveSingleItem().ShouldContain("cannot be read");

        await using PluginTrial lenient = new("{}", change: options => options with { File = options.File + ".none", FileIsOptional = true });
        await lenient.LoadAsync();
        lenient.ErrorLines.ShouldBeEmpty();
    }
}
