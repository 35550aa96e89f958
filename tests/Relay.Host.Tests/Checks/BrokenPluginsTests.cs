using Relay.TestKit.Plugins;

namespace Relay.Host.Tests.Checks;

/// <summary>Mistakes in plugins.json.</summary>
public sealed class BrokenPluginsTests : IDisposable
{
    private readonly CheckTrial trial = new();

    public void Dispose() => trial.Dispose();

    [Theory]
    [InlineData("{ \"plugins\": [ }", "not JSON: '}' is an invalid start of a value")]
    [InlineData("", "there is nothing in it, expected an object; the least is {}")]
    [InlineData("[]", "found a list, expected an object")]
    [InlineData("{ \"plugin\": [] }", "plugin: unknown key; did you mean 'plugins'?")]
    [InlineData("{ \"defaults\": { \"timout\": \"5s\" } }", "defaults.timout: unknown key; did you mean 'timeout'?")]
    [InlineData("{ \"defaults\": { \"timeout\": \"0s\" } }",
        "defaults.timeout: found \"0s\", expected a duration as in 500ms, 30s, 15m, 2h or 5d from 1ms to 1h")]
    [InlineData("{ \"defaults\": { \"onError\": \"accept\" } }",
        "defaults.onError: found \"accept\", expected one of tempfail, ignore, reject, suspend")]
    [InlineData("{ \"defaults\": { \"breaker\": { \"failures\": -1 } } }",
        "defaults.breaker.failures: found -1, expected a whole number from 0 to 1000")]
    [InlineData("{ \"defaults\": { \"breaker\": { \"open\": \"0s\" } } }",
        "defaults.breaker.open: found \"0s\", expected a duration as in 500ms, 30s, 15m, 2h or 5d from 1ms to 1d")]
    [InlineData("{ \"defaults\": { \"breaker\": { \"window\": \"2d\" } } }",
        "defaults.breaker.window: found \"2d\", expected a duration as in 500ms, 30s, 15m, 2h or 5d from 1ms to 1d")]
    [InlineData("{ \"experimental\": [\"smtp.binarymim\"] }",
        "experimental[0]: there is no feature 'smtp.binarymim'; did you mean 'smtp.binarymime'?")]
    [InlineData("{ \"experimental\": [\"x\"] }", "experimental[0]: there is no feature 'x'; known here: smtp.binarymime")]
    [InlineData("{ \"plugins\": [ {} ] }", "plugins[0].id: missing; expected text")]
    [InlineData("{ \"plugins\": [ { \"id\": \"dane\" } ] }", "plugins[0]: plugin dane: not found in ")]
    [InlineData("{ \"plugins\": [ { \"id\": \"a\", \"path\": \"nowhere\" } ] }", "plugins[0]: plugin a: there is no folder nowhere")]
    [InlineData("{ \"plugins\": [ { \"id\": \"a\", \"path\": \"plugins.json\" } ] }",
        "plugins[0]: plugin a: plugins.json is a file; \"path\" is the plugin's folder")]
    [InlineData("{ \"plugins\": [ { \"id\": \"a\", \"path\": \"b\\u0000c\" } ] }", "plugins[0].path: there is a null character (\\u0000) in it")]
    [InlineData("{ \"plugins\": [ { \"id\": \"a\", \"path\": \".\" } ] }",
        " holds no plugin: neither plugin.json nor an assembly with [assembly: RelayPlugin(…)]")]
    [InlineData("{ \"plugins\": [ %EVERY%, %EVERY% ] }",
        "plugins[1].id: 'every-kind' is listed already, as plugins[0]; give one of them an \"instance\"")]
    [InlineData("{ \"plugins\": [ { \"id\": \"every-kin\", \"path\": \"%PATH%\" } ] }", " holds the plugin 'every-kind'; correct \"id\" or \"path\"")]
    [InlineData("{ \"plugins\": [ { \"id\": \"every-kind\", \"path\": \"%PATH%\", \"version\": \"1.*\" } ] }",
        "plugins[0].version: found \"1.*\", expected a range of versions as in [1.2.0, 2.0.0-0)")]
    [InlineData("{ \"plugins\": [ { \"id\": \"every-kind\", \"path\": \"%PATH%\", \"version\": \"[2.0.0, 3.0.0)\" } ] }",
        " holds version 1.0.0, and plugins.json asks for [2.0.0, 3.0.0)")]
    [InlineData("{ \"plugins\": [ { \"id\": \"every-kind\", \"path\": \"%PATH%\", \"settngs\": {} } ] }",
        "plugins[0].settngs: unknown key; did you mean 'settings'?")]
    [InlineData("{ \"plugins\": [ { \"id\": \"every-kind\", \"path\": \"%PATH%\", \"enabled\": \"no\" } ] }",
        "plugins[0].enabled: found \"no\", expected true or false")]
    [InlineData("{ \"plugins\": [ { \"id\": \"every-kind\", \"path\": \"%PATH%\", \"settings\": 5 } ] }",
        "plugins[0].settings: found 5, expected an object")]
    [InlineData("{ \"plugins\": [ { \"id\": \"every-kind\", \"path\": \"%PATH%\", \"settings\": { \"kinds\": [\"fltr\"] } } ] }",
        "; did you mean 'filter'?")]
    [InlineData("{ \"plugins\": [ { \"id\": \"every-kind\", \"path\": \"%PATH%\", \"settings\": { \"via\": \"1.2.3.4\" } } ] }",
        "plugins[0].settings.via: expected an address of this machine with a port")]
    [InlineData("{ \"plugins\": [ { \"id\": \"every-kind\", \"path\": \"%PATH%\", \"settings\": { \"knds\": [] } } ] }",
        "plugins[0].settings.knds: unknown key; did you mean 'kinds'?")]
    [InlineData("{ \"plugins\": [ { \"id\": \"every-kind\", \"path\": \"%PATH%\", \"settings\": { \"kinds\": [\"filter\"] }, \"handlers\": { " +
        "\"stmp\": {} } } ] }", "plugins[0].handlers.stmp: every-kind has no handler 'stmp'; did you mean 'stamp'?")]
    [InlineData("{ \"plugins\": [ { \"id\": \"every-kind\", \"path\": \"%PATH%\", \"settings\": { \"kinds\": [\"notice\"] }, \"handlers\": { " +
        "\"hear\": { \"onError\": \"reject\" } } } ] }",
        "plugins[0].handlers.hear: a notice cannot be rejected: it has happened; expected one of tempfail, ignore, suspend")]
    public async Task A_mistake_is_told_and_nothing_is_started(string plugins, string error)
    {
        trial.Write("\"listeners\": []");
        string path = BuiltPlugin.Folder("tests/Fixtures/EveryKind");
        trial.Folder.Write("plugins.json", plugins.Replace("%EVERY%", "{ \"id\": \"every-kind\", \"path\": \"%PATH%\" }").Replace("%PATH%", path));

        CommandRun run = await trial.RunAsync();

        run.ExitCode.ShouldBe(2, run.Output);
        run.Output.ShouldContain("plugins.json:1:");
        run.Output.ShouldContain(error);
    }

    [Fact]
    public async Task A_plugins_folder_that_cannot_be_read_is_told()
    {
        trial.Write("\"listeners\": []");
        trial.Folder.Write("plugins.json", """{ "plugins": [ { "id": "a", "path": "a" } ] }""");
        string path = Path.Combine(trial.Folder.Folder("a"), "a.dll");
        File.CreateSymbolicLink(path, path);

        CommandRun run = await trial.RunAsync();

        run.ExitCode.ShouldBe(2, run.Output);
        run.Output.ShouldContain("plugins[0]: a cannot be read: ");
    }

    [Fact]
    public async Task Two_lookups_of_one_name_are_an_error_and_instances_tell_them_apart()
    {
        trial.Write("\"listeners\": []");
        string path = BuiltPlugin.Folder("tests/Fixtures/EveryKind");
        string Entry(string instance, string lookup) => $$"""{ "id": "every-kind", "path": "{{path}}", "instance": "{{instance}}", "settings": { "kinds": ["lookup"], "lookup": "{{lookup}}" } }""";

        trial.Folder.Write("plugins.json", $$"""{ "plugins": [ {{Entry("one", "tell")}}, {{Entry("two", "tell")}} ] }""");
        (await trial.RunAsync()).ExitCode.ShouldBe(0);

        trial.Folder.Write("plugins.json", $$"""{ "plugins": [ {{Entry("one", "tell.x")}}, {{Entry("x.one", "tell")}} ] }""");
        CommandRun run = await trial.RunAsync();
        run.ExitCode.ShouldBe(2, run.Output);
        run.Output.ShouldContain("plugins[1]: every-kind#x.one has a lookup 'tell.x.one', and every-kind#one has one too");
    }

    [Fact]
    public async Task A_plugin_that_is_off_may_be_missing()
    {
        trial.Write("\"listeners\": []");
        trial.Folder.Write("plugins.json", """{ "plugins": [ { "id": "a", "path": "nowhere", "enabled": false } ] }""");

        (await trial.RunAsync()).ExitCode.ShouldBe(0);
    }

    [Fact]
    public async Task A_file_that_was_named_must_be_there()
    {
        trial.Write("\"listeners\": []");

        CommandRun run = await trial.RunAsync("--plugins", trial.Folder["absent.json"]);

        run.ExitCode.ShouldBe(2);
        run.Output.ShouldContain("absent.json: the file cannot be read: ");
    }

    [Theory]
    [InlineData("postgres", "'postgres'; known here: local")]
    [InlineData("locl", "'locl'; did you mean 'local'?")]
    public async Task A_store_that_no_plugin_has(string store, string error)
    {
        trial.Folder.Write("relay.json", $$"""{ "spool": { "path": "spool", "store": "{{store}}" } }""");

        CommandRun run = await trial.RunAsync();

        run.ExitCode.ShouldBe(2);
        run.Output.ShouldContain($"spool.store: no enabled plugin has a store {error}");
    }
}
