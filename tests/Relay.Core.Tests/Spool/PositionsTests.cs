using Relay.Core.Spool;
using Relay.Sdk.Events;
using Relay.Sdk.Spool;

namespace Relay.Core.Tests.Spool;

public sealed class PositionsTests
{
    [Fact]
    public async Task A_long_backlog_that_all_have_passed_is_dropped_with_one_save()
    {
        using var kit = new SpoolKit();
        await using LocalSpool spool = await kit.StartAsync();
        MessageNotice[] notices = [.. Enumerable.Range(1, 25_000)
            .Select(number => new MessageCompleted { EventId = $"{number}", At = SpoolKit.Noon, MessageId = new(number) })];
        await spool.Queue.CommitAsync(new SpoolChange { Notices = notices }, CancellationToken.None);

        await spool.Outbox.SavePositionsAsync("relay", new Dictionary<string, long> { ["fast/hears"] = 25_000, ["slow/hears"] = 24_999 },
            CancellationToken.None);

        (await spool.Outbox.ReadAsync(0, 10, CancellationToken.None)).ShouldHaveSingleItem().Position.ShouldBe(25_000);
    }
}
