using Microsoft.Extensions.Time.Testing;
using Relay.Core.Spool.Writing;

namespace Relay.Core.Tests.Spool;

public sealed class CommitQueueTests
{
    [Fact]
    public async Task The_age_of_the_oldest_request_grows_until_it_is_written()
    {
        var time = new FakeTimeProvider();
        using var queue = new CommitQueue(time);
        queue.OldestAge.ShouldBe(TimeSpan.Zero);
        await queue.AddAsync(new PositionsSave("relay", new Dictionary<string, long>()), CancellationToken.None);
        time.Advance(TimeSpan.FromSeconds(3));
        await queue.AddAsync(new PositionsSave("relay", new Dictionary<string, long>()), CancellationToken.None);
        queue.OldestAge.ShouldBe(TimeSpan.FromSeconds(3));

        queue.Take(TimeSpan.Zero)!.Count.ShouldBe(2);
        time.Advance(TimeSpan.FromSeconds(4));
        queue.OldestAge.ShouldBe(TimeSpan.FromSeconds(7), "taken is not written");
        queue.Done(1);
        queue.OldestAge.ShouldBe(TimeSpan.FromSeconds(4));
        queue.Done(1);
        queue.OldestAge.ShouldBe(TimeSpan.Zero);
    }

    [Fact]
    public async Task A_closed_queue_gives_out_what_waits_and_takes_no_more()
    {
        using var queue = new CommitQueue(TimeProvider.System);
        await queue.AddAsync(new PositionsSave("relay", new Dictionary<string, long>()), CancellationToken.None);
        queue.Close();
        await Should.ThrowAsync<ObjectDisposedException>(async () => await queue.AddAsync(new PositionsSave("relay", new Dictionary<string, long>()),
            CancellationToken.None));
        queue.Take(TimeSpan.Zero)!.Count.ShouldBe(1);
        queue.Take(TimeSpan.Zero).ShouldBeNull();
    }
}
