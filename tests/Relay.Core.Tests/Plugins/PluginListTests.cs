using Relay.Core.Plugins;
using Relay.Sdk.Events;
using Relay.Sdk.Testing;
using Relay.TestKit.Plugins;

namespace Relay.Core.Tests.Plugins;

/// <summary>What <c>relay plugin list</c> is told.</summary>
public sealed class PluginListTests
{
    private static readonly string RecipientCap = BuiltPlugin.Folder("plugins/RecipientCap");

    [Fact]
    public async Task Listing_shows_version_range_and_what_each_handler_did()
    {
        await using PluginTrial relay = await PluginTrial.StartAsync($$"""
            { "defaults": { "timeout": "3s" },
              "plugins": [ { "id": "recipient-cap", "path": "{{RecipientCap}}", "order": 7, "handlers": { "cap-recipients": { "onError": "reject" } } } ] }
            """);
        for (int i = 0; i < 5; i++)
            await relay.Host.Handlers.DecideAsync(SomeMoment.RecipientOffered(), CancellationToken.None);

        PluginRecord plugin = relay.Host.List().ShouldHaveSingleItem();
        plugin.Id.ShouldBe("recipient-cap");
        plugin.State.ShouldBe(PluginState.Active);
        plugin.Version.ShouldBe("1.0.0");
        plugin.Sdk.ShouldBe("[1.0.0, 2.0.0-0)");
        plugin.Problem.ShouldBeNull();
        HandlerRecord handler = plugin.Handlers.ShouldHaveSingleItem();
        (handler.Name, handler.Kind, handler.Order).ShouldBe(("cap-recipients", "RecipientOffered", 7));
        (handler.Timeout, handler.OnError).ShouldBe((TimeSpan.FromSeconds(3), Sdk.Plugins.FailurePolicy.Reject));
        (handler.Calls, handler.Errors).ShouldBe((5, 0));
    }

    [Fact]
    public async Task Plugin_that_is_off_is_listed_and_not_loaded()
    {
        await using PluginTrial relay = await PluginTrial.StartAsync("""
            { "plugins": [ { "id": "recipient-cap", "enabled": false, "path": "nowhere" } ] }
            """);

        relay.Host.List().ShouldHaveSingleItem().State.ShouldBe(PluginState.Off);
        relay.Host.Handlers.Decides<RecipientOffered>().ShouldBeFalse();
    }

    [Fact]
    public async Task After_the_stop_nobody_decides()
    {
        await using PluginTrial relay = await PluginTrial.StartAsync($$"""{ "plugins": [ { "id": "recipient-cap", "path": "{{RecipientCap}}" } ] }""");

        await relay.Host.StopAsync();

        relay.Host.Handlers.Decides<RecipientOffered>().ShouldBeFalse();
        relay.Host.List().ShouldHaveSingleItem().State.ShouldBe(PluginState.Stopped);
    }
}
