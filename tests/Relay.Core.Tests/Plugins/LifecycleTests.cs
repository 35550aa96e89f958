using System.Reflection;
using System.Runtime.Loader;
using Microsoft.Extensions.Time.Testing;
using Relay.Core.Plugins;
using Relay.Sdk.Events;
using Relay.Sdk.Testing;
using Relay.TestKit.Plugins;

namespace Relay.Core.Tests.Plugins;

/// <summary>Plugins that go wrong, each in its way, and a relay that goes on.</summary>
public sealed class LifecycleTests
{
    [Fact]
    public async Task Plugin_that_throws_on_configure_is_skipped_loudly_and_the_others_run()
    {
        await using PluginTrial relay = await PluginTrial.StartAsync(Listing(Entry("ThrowsOnConfigure"), Entry("NoManifest")));

        relay.Host.List()[0].State.ShouldBe(PluginState.Failed);
        relay.Host.List()[0].Problem.ShouldNotBeNull().ShouldContain("no luck today");
        relay.Host.List()[1].State.ShouldBe(PluginState.Active);
        relay.Log.Lines.ShouldContain(line => line.StartsWith("Error") && line.Contains("PLUGIN throws-on-configure IS NOT USED")
            && line.Contains("no luck today"));
        relay.ErrorLines.ShouldHaveSingleItem().ShouldStartWith("plugins.json:2:3: warning: plugins[0]: plugin throws-on-configure: Configure " +
            "threw: System.InvalidOperationException: no luck today");
    }

    [Fact]
    public async Task Required_plugin_that_throws_on_configure_stops_the_start()
    {
        await using PluginTrial relay = new(Listing(Entry("ThrowsOnConfigure", "\"required\": true")));

        await relay.LoadAsync();

        relay.Errors.Any.ShouldBeTrue();
    }

    [Fact]
    public async Task Plugin_that_throws_on_start_is_skipped()
    {
        await using PluginTrial relay = await PluginTrial.StartAsync(Listing(Entry("ThrowsOnStart")));

        relay.Host.List()[0].Problem.ShouldNotBeNull().ShouldContain("the server is down");
        relay.Host.Handlers.Decides<RecipientOffered>().ShouldBeFalse();
        relay.Host.Handlers.KeepFor("throws-on-start/writes").ShouldBeTrue("its notices wait for it");
        relay.Host.Handlers.KeepFor("throws-on/writes").ShouldBeFalse();
    }

    [Fact]
    public async Task Plugin_that_failed_to_start_is_stopped_once()
    {
        await using PluginTrial relay = await PluginTrial.StartAsync(Listing(Entry("ThrowsOnStart")));

        await relay.Host.StopAsync();
        await relay.Host.StopAsync();

        relay.Log.Lines.Count(line => line.Contains("disposed")).ShouldBe(1);
        relay.Log.Lines.ShouldNotContain(line => line.Contains("did not stop cleanly"));
    }

    [Fact]
    public async Task Plugin_that_throws_on_start_defers_when_its_operator_says_so()
    {
        await using PluginTrial relay = await PluginTrial.StartAsync(Listing(Entry("ThrowsOnStart", "\"onLoadError\": \"tempfail\"")));

        (await relay.Host.Handlers.DecideAsync(SomeMoment.RecipientOffered(), CancellationToken.None)).ShouldBeOfType<Verdict.Deferred>();
        relay.Host.List()[0].State.ShouldBe(PluginState.Failed);
    }

    [Fact]
    public async Task Required_plugin_that_throws_on_start_stops_the_start()
    {
        await using PluginTrial relay = new(Listing(Entry("ThrowsOnStart", "\"required\": true")));
        await relay.LoadAsync();

        PluginException e = await Should.ThrowAsync<PluginException>(() => relay.Host.StartAsync(CancellationToken.None));

        e.Message.ShouldContain("the server is down");
        e.Message.ShouldContain("plugins[0] is required");
    }

    [Theory]
    [InlineData("configure", "nothing")]
    [InlineData("start", "nothing")]
    [InlineData("start", "heed")]
    [InlineData("start", "throw")]
    [InlineData("start", "block")]
    public async Task Plugin_that_hangs_before_it_runs_is_skipped_after_the_limit(string where, string whenCancelled)
    {
        FakeTimeProvider time = new();
        await using PluginTrial relay = new(Listing(Entry("NeverAnswers", $$"""  "settings": { "in": "{{where}}", "whenCancelled": "{{whenCancelled}}" } """)), time);

        if (where == "configure")
        {
            await UntilAsync(Task.Run(relay.LoadAsync), time);
            relay.Host.List()[0].Problem.ShouldNotBeNull().ShouldContain("Configure did not return within 30 s");
            return;
        }

        await relay.LoadAsync();
        await UntilAsync(Task.Run(() => relay.Host.StartAsync(CancellationToken.None)), time);
        relay.Host.List()[0].Problem.ShouldNotBeNull().ShouldContain("StartAsync did not return within 30 s");
        await UntilLoggedAsync(relay, "told that nobody waits");
    }

    [Theory]
    [InlineData("nothing")]
    [InlineData("heed")]
    [InlineData("throw")]
    [InlineData("block")]
    public async Task Plugin_that_hangs_on_stop_is_told_and_left_behind_after_the_limit(string whenCancelled)
    {
        FakeTimeProvider time = new();
        await using PluginTrial relay = await PluginTrial.StartAsync(Listing(Entry("NeverAnswers", $$""" "settings": { "in": "stop", "whenCancelled": "{{whenCancelled}}" } """)), time);

        await UntilAsync(relay.Host.StopAsync(), time);

        relay.Log.Lines.ShouldContain(line => line.Contains("did not stop within 15 s"));
        await UntilLoggedAsync(relay, whenCancelled == "heed" ? "disposed" : "told that nobody waits");
    }

    [Theory]
    [InlineData("throw")]
    [InlineData("block")]
    public async Task What_goes_wrong_on_the_stopping_token_does_not_keep_the_rest_from_being_stopped(string whenCancelled)
    {
        FakeTimeProvider time = new();
        await using PluginTrial relay = await PluginTrial.StartAsync(Listing(Entry("NeverAnswers", $$""" "settings": { "in": "stopping", "whenCancelled": "{{whenCancelled}}" } """)), time);

        await UntilAsync(relay.Host.StopAsync(), time);

        await UntilLoggedAsync(relay, "stops");
        await UntilLoggedAsync(relay, "disposed");
        relay.Log.Lines.ShouldContain(line => line.Contains("did not stop"));
    }

    [Fact]
    public async Task Handler_that_hangs_is_answered_for_at_its_own_deadline()
    {
        FakeTimeProvider time = new();
        await using PluginTrial relay = await PluginTrial.StartAsync(Listing(Entry("NeverAnswers", """ "handlers": { "hang": { "timeout": "500ms" } } """)), time);

        ValueTask<Verdict> verdict = relay.Host.Handlers.DecideAsync(SomeMoment.RecipientOffered(), CancellationToken.None);
        time.Advance(TimeSpan.FromMilliseconds(500));

        (await verdict).ShouldBeOfType<Verdict.Deferred>();
    }

    [Fact]
    public async Task Exception_whose_text_throws_too_is_survived()
    {
        await using PluginTrial relay = await PluginTrial.StartAsync(Listing(Entry("ThrowsInHandler")));

        (await relay.Host.Handlers.DecideAsync(SomeMoment.RecipientOffered(), CancellationToken.None)).ShouldBeOfType<Verdict.Deferred>();
        (await relay.Host.Handlers.DecideAsync(new SenderOffered { Client = Some.Client, Envelope = Some.Envelope() }, CancellationToken.None))
            .ShouldBeOfType<Verdict.Deferred>();
        relay.Log.Lines.ShouldContain(line => line.Contains("ThrowsInHandler.OddException, whose text threw System.InvalidOperationException"));
        relay.Host.List()[0].Handlers.Select(handler => handler.Errors).ShouldBe([1, 1]);
    }

    [Fact]
    public async Task Two_plugins_use_two_versions_of_one_library_side_by_side()
    {
        await using PluginTrial relay = await PluginTrial.StartAsync(Listing(Entry("TwoVersions/SpeaksOne"), Entry("TwoVersions/SpeaksTwo")));

        (await SayAtRcpt(relay)).ShouldBe("550 5.7.1 greeting 1, number 1");
        (await SayAtMail(relay)).ShouldBe("550 5.7.1 greeting 2, number 1");
    }

    [Fact]
    public async Task Two_instances_of_one_plugin_share_nothing()
    {
        await using PluginTrial relay = await PluginTrial.StartAsync(Listing(
            Entry("TwoVersions/SpeaksOne", "\"instance\": \"a\", \"handlers\": { \"speak\": { \"onError\": \"ignore\" } }"),
            Entry("TwoVersions/SpeaksTwo", "\"instance\": \"a\""),
            Entry("TwoVersions/SpeaksTwo", "\"instance\": \"b\", \"order\": -1")));

        (await SayAtMail(relay)).ShouldBe("550 5.7.1 greeting 2, number 1");
        (await SayAtMail(relay)).ShouldBe("550 5.7.1 greeting 2, number 2");
        relay.Host.List()[1].Handlers[0].Calls.ShouldBe(0);
        relay.Host.List()[2].Handlers[0].Calls.ShouldBe(2);
    }

    [Fact]
    public async Task A_service_that_two_plugins_register_is_each_ones_own()
    {
        await using PluginTrial relay = await PluginTrial.StartAsync(Listing(
            Entry("OddShapes", """ "settings": { "word": "tea" }, "handlers": { "spell": { "onError": "ignore" } } """),
            Entry("OddShapes", """ "instance": "b", "order": -1, "settings": { "word": "milk" } """)));
        relay.Host.List().ShouldAllBe(plugin => plugin.State == PluginState.Active);

        (await SayAtRcpt(relay)).ShouldBe("550 5.7.1 milk!");
        (await SayAtRcpt(relay)).ShouldBe("550 5.7.1 milk!!");
    }

    [Fact]
    public async Task Plugin_that_ships_its_own_sdk_gets_the_relays()
    {
        string folder = BuiltPlugin.Folder("tests/Fixtures/ShipsOwnSdk");
        File.Exists(Path.Combine(folder, "Relay.Sdk.dll")).ShouldBeTrue();

        await using PluginTrial relay = await PluginTrial.StartAsync(Listing(Entry("ShipsOwnSdk")));

        (await relay.Host.Handlers.DecideAsync(SomeMoment.RecipientOffered(), CancellationToken.None)).ShouldBe(Verdict.Continue);
    }

    [Fact]
    public async Task A_library_that_a_plugin_asks_for_by_reflection_alone_and_does_not_bring_is_the_relays_own()
    {
        // Not wished for, and no reference tells of it: docs/decisions/2026-11-30-mcmaster-loads-plugins.md.
        await using PluginTrial relay = await PluginTrial.StartAsync(Listing(Entry("NoManifest")));
        AssemblyLoadContext plugin = AssemblyLoadContext.All.First(static context =>
            context != AssemblyLoadContext.Default && context.Assemblies.Any(static assembly => assembly.GetName().Name == "NoManifest"));
        AssemblyName name = typeof(McMaster.NETCore.Plugins.PluginConfig).Assembly.GetName();
        SharedAssemblies.Private.ShouldContain(own => own.Name == name.Name);

        Assembly given = plugin.LoadFromAssemblyName(name);

        given.ShouldBe(typeof(McMaster.NETCore.Plugins.PluginConfig).Assembly);
    }

    [Fact]
    public async Task Folder_without_manifest_is_known_by_the_attribute_of_its_one_assembly()
    {
        await using PluginTrial relay = await PluginTrial.StartAsync(Listing(Entry("NoManifest")));

        relay.Host.List()[0].State.ShouldBe(PluginState.Active);
        relay.Host.List()[0].Version.ShouldBe("3.2.1");
        relay.Host.List()[0].Sdk.ShouldBeNull();
        relay.Log.Lines.ShouldContain(line => line.StartsWith("Warning") && line.Contains("has no plugin.json"));
    }

    [Fact]
    public async Task Folder_in_which_a_library_is_missing_is_refused_by_name()
    {
        await using PluginTrial relay = new("{}");
        string folder = Directory.CreateDirectory(Path.Combine(relay.Folder, "incomplete")).FullName;
        foreach (string file in Directory.GetFiles(BuiltPlugin.Folder("tests/Fixtures/TwoVersions/SpeaksOne"))
            .Where(file => !file.EndsWith("Greeter.dll")))
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        await File.WriteAllTextAsync(Path.Combine(relay.Folder, "plugins.json"), """{ "plugins": [ { "id": "speaks-one", "path": "incomplete" } ] }""");

        await relay.LoadAsync();

        relay.Host.List()[0].Problem.ShouldNotBeNull().ShouldContain("SpeaksOne.dll needs Greeter 1.0.0.0, which is not in its folder");
    }

    [Fact]
    public async Task Damaged_deps_json_is_named()
    {
        await using PluginTrial relay = new("{}");
        string folder = Directory.CreateDirectory(Path.Combine(relay.Folder, "damaged")).FullName;
        foreach (string file in Directory.GetFiles(BuiltPlugin.Folder("tests/Fixtures/TwoVersions/SpeaksOne")))
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        await File.WriteAllTextAsync(Path.Combine(folder, "SpeaksOne.deps.json"), "{ this is not");
        await File.WriteAllTextAsync(Path.Combine(relay.Folder, "plugins.json"), """{ "plugins": [ { "id": "speaks-one", "path": "damaged" } ] }""");

        await relay.LoadAsync();

        relay.Host.List()[0].Problem.ShouldNotBeNull().ShouldContain("is SpeaksOne.deps.json damaged?");
    }

    private static async Task<string> SayAtRcpt(PluginTrial relay) =>
        (await relay.Host.Handlers.DecideAsync(SomeMoment.RecipientOffered(),
            CancellationToken.None)).ShouldBeOfType<Verdict.Rejected>().Reply.ToString();

    private static async Task<string> SayAtMail(PluginTrial relay) =>
        (await relay.Host.Handlers.DecideAsync(new SenderOffered { Client = Some.Client, Envelope = Some.Envelope() }, CancellationToken.None))
        .ShouldBeOfType<Verdict.Rejected>().Reply.ToString();

    private static string Listing(params IReadOnlyList<string> entries) => $"{{ \"plugins\": [\n  {string.Join(",\n  ", entries)}\n] }}";

    private static string Entry(string fixture, string more = "\"enabled\": true")
    {
        string id = KebabCase.Of(Path.GetFileName(fixture));
        return $$"""{ "id": "{{id}}", "path": "{{BuiltPlugin.Folder("tests/Fixtures/" + fixture)}}", {{more}} }""";
    }

    private static async Task UntilLoggedAsync(PluginTrial relay, string text)
    {
        using CancellationTokenSource patience = new(TimeSpan.FromSeconds(60));
        while (!relay.Log.Lines.Any(line => line.EndsWith(text, StringComparison.Ordinal)))
        {
            patience.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    /// <summary>Turns the clock until the task is done.</summary>
    private static async Task UntilAsync(Task task, FakeTimeProvider time)
    {
        using CancellationTokenSource patience = new(TimeSpan.FromSeconds(60));
        while (!task.IsCompleted)
        {
            patience.Token.ThrowIfCancellationRequested();
            time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }

        await task;
    }
}
