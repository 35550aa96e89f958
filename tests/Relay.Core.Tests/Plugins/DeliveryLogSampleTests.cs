using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Relay.Core.Outbox;
using Relay.Sdk.Events;
using Relay.Sdk.Testing.Spool;
using Relay.TestKit.Plugins;
using Relay.TestKit.Spool;

namespace Relay.Core.Tests.Plugins;

/// <summary>The sample of the README, loaded from plugins.json as a stranger would.</summary>
public sealed class DeliveryLogSampleTests
{
    [Fact]
    public async Task Each_delivery_becomes_a_line_of_json()
    {
        await using PluginTrial relay = await PluginTrial.StartAsync($$"""
            { "plugins": [ { "id": "delivery-log", "path": "{{BuiltPlugin.Folder("samples/DeliveryLog")}}", "settings": { "path": "out.jsonl" } } ] }
            """);
        relay.Host.Handlers.Observes<RecipientDelivered>().ShouldBeTrue();
        relay.Host.Handlers.Observes<RecipientFailed>().ShouldBeFalse();
        MemorySpool outbox = new();
        OutboxSignal signal = new();
        await using OutboxDispatcher dispatcher = new(relay.Host.Handlers, outbox, signal, TimeProvider.System, NullLogger<OutboxDispatcher>.Instance);
        await dispatcher.StartAsync(CancellationToken.None);

        outbox.Commit(SomeNotice.Delivered("1"), SomeNotice.Failed("2"), SomeNotice.Delivered("3"));
        signal.Raise();
        using CancellationTokenSource patience = new(TimeSpan.FromSeconds(30));
        while (dispatcher.List()[0].Position < 3)
        {
            patience.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }

        string[] lines = await File.ReadAllLinesAsync(Path.Combine(relay.Folder, "out.jsonl"));
        lines.Length.ShouldBe(2);
        using JsonDocument line = JsonDocument.Parse(lines[1]);
        line.RootElement.GetProperty("eventId").GetString().ShouldBe("3");
        line.RootElement.GetProperty("recipient").GetString().ShouldBe("bob@dest.example");
        line.RootElement.GetProperty("reply").GetString().ShouldBe("250 2.0.0 Taken");
    }

    [Fact]
    public void The_sample_is_as_short_as_it_is_said_to_be() =>
        File.ReadAllLines(BuiltPlugin.RepositoryFile("samples/DeliveryLog/DeliveryLogPlugin.cs")).Length.ShouldBeLessThanOrEqualTo(40);

    [Theory]
    [InlineData("samples/DeliveryLog/DeliveryLogPlugin.cs", 0)]
    [InlineData("plugins/RecipientCap/CapRecipients.cs", 5)]
    public void Documentation_shows_the_code_as_it_is(string file, int skippedLines)
    {
        string code = string.Join('\n', File.ReadAllLines(BuiltPlugin.RepositoryFile(file)).Skip(skippedLines));

        File.ReadAllText(BuiltPlugin.RepositoryFile("docs/plugins.md")).ShouldContain(code);
    }
}
