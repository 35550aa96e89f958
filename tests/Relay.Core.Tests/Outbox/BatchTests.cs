using Relay.Sdk.Events;
using Relay.Sdk.Testing;

namespace Relay.Core.Tests.Outbox;

/// <summary>Observers that take several notices at once.</summary>
public sealed class BatchTests
{
    [Fact]
    public async Task Notices_come_together_in_order_up_to_the_limit_and_others_between_them_are_passed()
    {
        await using OutboxTrial trial = new();
        trial.ObserveMany<RecipientDelivered>(3);
        await trial.StartAsync();

        trial.Commit(
            SomeNotice.RecipientDelivered("1"), SomeNotice.RecipientFailed("x"), SomeNotice.RecipientDelivered("2"),
            SomeNotice.RecipientDelivered("3"), SomeNotice.RecipientFailed("y"),
            SomeNotice.RecipientDelivered("4"), SomeNotice.RecipientFailed("z"));
        await trial.UntilAsync(() => trial.Dispatcher.List()[0].Position == 7);

        trial.Heard.ShouldBe(["1 2 3", "4"]);
    }

    [Fact]
    public async Task A_batch_that_fails_comes_again_as_a_whole_and_nothing_behind_it_before()
    {
        int calls = 0;
        await using OutboxTrial trial = new();
        trial.ObserveMany<MessageNotice>(2, _ => ++calls < 3 ? throw new InvalidOperationException("not now") : ValueTask.CompletedTask);
        await trial.StartAsync();

        trial.Commit(SomeNotice.RecipientDelivered("1"), SomeNotice.RecipientFailed("2"), SomeNotice.MessageCompleted("3"));
        await trial.UntilAsync(() => trial.Heard.Count == 2, TimeSpan.FromSeconds(1));

        trial.Heard.ShouldBe(["1 2", "3"]);
        trial.Log.ShouldContain(line => line.Contains("could not take msg:delivery 1", StringComparison.Ordinal));
    }
}
