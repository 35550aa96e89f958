using Relay.Plugins.RecipientCap;
using Relay.Sdk.Events;
using Relay.Sdk.Testing;

namespace Relay.Plugins.Tests;

public sealed class RecipientCapTests
{
    [Fact]
    public async Task Recipient_past_the_cap_is_deferred_and_the_ones_before_are_not()
    {
        await using PluginRig rig = await PluginRig.StartAsync<RecipientCapPlugin>("""{ "maxRecipients": 150 }""");

        (await rig.DecideAsync(SomeMoment.RecipientOffered(accepted: 149))).ShouldBe(Verdict.Continue);
        Verdict verdict = await rig.DecideAsync(SomeMoment.RecipientOffered(accepted: 150));
        verdict.ShouldBeOfType<Verdict.Deferred>().Reply.ToString().ShouldBe("452 4.5.3 Too many recipients; send the rest separately");
    }

    [Fact]
    public async Task Cap_is_100_when_the_settings_do_not_say()
    {
        await using PluginRig rig = await PluginRig.StartAsync<RecipientCapPlugin>();

        (await rig.DecideAsync(SomeMoment.RecipientOffered(accepted: 99))).ShouldBe(Verdict.Continue);
        (await rig.DecideAsync(SomeMoment.RecipientOffered(accepted: 100))).ShouldBeOfType<Verdict.Deferred>();
    }

    [Fact]
    public async Task Cap_below_the_least_that_a_server_must_take_is_an_error_with_its_place() =>
        (await PluginRig.CheckAsync<RecipientCapPlugin>("""
            {
              "maxRecipients": 99
            }
            """)).ShouldHaveSingleItem().ShouldStartWith("plugins.json:2:");
}
