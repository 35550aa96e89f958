using System.Text.Json;
using DeliveryLog;
using Relay.Sdk.Testing;

namespace Relay.Plugins.Tests;

public sealed class DeliveryLogTests
{
    [Fact]
    public async Task Each_delivery_becomes_a_line_of_json_and_nothing_else_does()
    {
        await using PluginRig rig = await PluginRig.StartAsync<DeliveryLogPlugin>("""{ "path": "out.jsonl" }""");

        await rig.TellAsync(SomeNotice.RecipientDelivered("1"));
        (await rig.TellAsync(SomeNotice.RecipientFailed("2"))).TakenBy.ShouldBeEmpty();
        await rig.TellAsync(SomeNotice.RecipientDelivered("3") with { Recipient = Some.Mailbox("carol@dest.example") });

        string[] lines = await File.ReadAllLinesAsync(Path.Combine(rig.Folder, "out.jsonl"), TestContext.Current.CancellationToken);
        lines.Length.ShouldBe(2);
        using JsonDocument line = JsonDocument.Parse(lines[1]);
        line.RootElement.GetProperty("eventId").GetString().ShouldBe("3");
        line.RootElement.GetProperty("recipient").GetString().ShouldBe("carol@dest.example");
        line.RootElement.GetProperty("reply").GetString().ShouldBe("250 2.0.0 Taken");
    }

    [Fact]
    public async Task Delivery_that_cannot_be_written_is_told_again()
    {
        await using PluginRig rig = await PluginRig.StartAsync<DeliveryLogPlugin>("""{ "path": "missing/out.jsonl" }""");

        (await rig.TellAsync(SomeNotice.RecipientDelivered())).FailedIn.ShouldBe(["delivery-log/write-delivery"]);
    }
}
