using Relay.Core.Handlers.Guarding;
using Relay.Sdk.Events;
using Relay.Sdk.Plugins;
using Relay.Sdk.Testing;
using Relay.Sdk.Testing.Spool;
using Relay.TestKit.Spool;

namespace Relay.Core.Tests.Outbox;

public sealed class OutboxTests
{
    [Fact]
    public async Task Observer_hears_its_notices_in_order_and_no_others()
    {
        await using OutboxTrial trial = new();
        trial.Observe<RecipientDelivered>();
        await trial.StartAsync();

        trial.Commit(SomeNotice.RecipientDelivered("1"), SomeNotice.RecipientFailed("2"), SomeNotice.RecipientDelivered("3"));
        trial.Commit(SomeNotice.RecipientDelivered("4"));

        await trial.UntilAsync(() => trial.Dispatcher.List()[0].Position == 4);
        trial.Heard.ShouldBe(["1", "3", "4"]);
    }

    [Fact]
    public async Task Observer_of_all_notices_hears_all()
    {
        await using OutboxTrial trial = new();
        trial.Observe<Notice>();
        await trial.StartAsync();

        trial.Commit(SomeNotice.RecipientDelivered("1"), SomeNotice.RecipientFailed("2"), SomeNotice.MessageCompleted("3"));

        await trial.UntilAsync(() => trial.Heard.Count == 3);
    }

    [Fact]
    public async Task Notice_that_fails_is_handed_over_again_before_the_next_one()
    {
        int failures = 3;
        await using OutboxTrial trial = new();
        trial.Observe<RecipientDelivered>((notice, _) =>
            notice.EventId == "1" && failures-- > 0 ? throw new InvalidOperationException("not now") : ValueTask.CompletedTask);
        await trial.StartAsync();

        trial.Commit(SomeNotice.RecipientDelivered("1"), SomeNotice.RecipientDelivered("2"));

        await trial.UntilAsync(() => trial.Heard.Count == 2);
        trial.Heard.ShouldBe(["1", "2"]);
    }

    [Fact]
    public async Task Notice_is_retried_until_it_is_taken_however_long_that_is()
    {
        bool broken = true;
        await using OutboxTrial trial = new();
        trial.Observe<RecipientDelivered>((_, _) => broken ? throw new InvalidOperationException("not now") : ValueTask.CompletedTask);
        await trial.StartAsync();

        trial.Commit(SomeNotice.RecipientDelivered("1"));

        await trial.UntilAsync(() => trial.Dispatcher.List()[0].Failures > 20, TimeSpan.FromMinutes(1));
        trial.Heard.ShouldBeEmpty();
        broken = false;
        await trial.UntilAsync(() => trial.Heard.Count == 1, TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task Policy_ignore_drops_the_notice_and_goes_on()
    {
        await using OutboxTrial trial = new();
        trial.Observe<RecipientDelivered>(
            (notice, _) => notice.EventId == "1" ? throw new InvalidOperationException("never") : ValueTask.CompletedTask,
            new HandlerCallOptions { OnError = FailurePolicy.Ignore });
        await trial.StartAsync();

        trial.Commit(SomeNotice.RecipientDelivered("1"), SomeNotice.RecipientDelivered("2"));

        await trial.UntilAsync(() => trial.Heard.Count == 1);
        trial.Heard.ShouldBe(["2"]);
    }

    [Fact]
    public async Task Observer_that_never_answers_is_given_up_at_its_deadline_and_called_again()
    {
        int calls = 0;
        await using OutboxTrial trial = new();
        trial.Observe<RecipientDelivered>((_, _) => ++calls == 1 ? new(new TaskCompletionSource().Task) : ValueTask.CompletedTask);
        await trial.StartAsync();

        trial.Commit(SomeNotice.RecipientDelivered("1"));

        await trial.UntilAsync(() => trial.Heard.Count == 1, TimeSpan.FromSeconds(1));
        calls.ShouldBe(2);
    }

    [Fact]
    public async Task Observer_that_stands_still_does_not_hold_up_another()
    {
        await using OutboxTrial trial = new();
        trial.Observe<RecipientDelivered>((_, _) => throw new InvalidOperationException("never"));
        trial.Observe<RecipientDelivered>();
        await trial.StartAsync();

        trial.Commit(SomeNotice.RecipientDelivered("1"), SomeNotice.RecipientDelivered("2"));

        await trial.UntilAsync(() => trial.Heard.Count == 2);
        trial.Dispatcher.List()[0].Position.ShouldBe(0);
    }

    [Fact]
    public async Task New_subscriber_begins_with_what_comes_after_it()
    {
        await using OutboxTrial trial = new();
        trial.Outbox.Commit(SomeNotice.RecipientDelivered("before"));
        trial.Observe<RecipientDelivered>();
        await trial.StartAsync();

        trial.Commit(SomeNotice.RecipientDelivered("after"));

        await trial.UntilAsync(() => trial.Heard.Count == 1);
        trial.Heard.ShouldBe(["after"]);
    }

    [Fact]
    public async Task Known_subscriber_goes_on_where_it_stood_at_the_stop()
    {
        MemorySpool outbox = new();
        await using (OutboxTrial first = new() { Outbox = outbox })
        {
            first.Observe<RecipientDelivered>();
            await first.StartAsync();
            first.Commit(SomeNotice.RecipientDelivered("1"));
            await first.UntilAsync(() => first.Heard.Count == 1);
        }

        outbox.Commit(SomeNotice.RecipientDelivered("2"));
        await using OutboxTrial second = new() { Outbox = outbox };
        second.Observe<RecipientDelivered>();
        await second.StartAsync();

        await second.UntilAsync(() => second.Heard.Count == 1);
        second.Heard.ShouldBe(["2"]);
    }

    [Fact]
    public async Task Positions_are_saved_far_less_often_than_notices_are_taken_and_those_are_dropped()
    {
        await using OutboxTrial trial = new();
        trial.Observe<RecipientDelivered>();
        await trial.StartAsync();
        int before = trial.Outbox.OutboxSaves;

        trial.Commit([.. Enumerable.Range(0, 1200).Select(i => SomeNotice.RecipientDelivered($"{i}"))]);

        await trial.UntilAsync(() => trial.Outbox.Notices.Count == 0);
        trial.Heard.Count.ShouldBe(1200);
        (trial.Outbox.OutboxSaves - before).ShouldBeLessThan(600);
    }

    [Fact]
    public async Task Store_that_cannot_be_read_for_a_while_loses_nothing()
    {
        await using OutboxTrial trial = new();
        trial.Observe<RecipientDelivered>();
        await trial.StartAsync();

        trial.Outbox.OutboxFault = new IOException("the disk is gone");
        trial.Commit(SomeNotice.RecipientDelivered("1"));
        await trial.UntilAsync(() => true);
        trial.Outbox.OutboxFault = null;

        await trial.UntilAsync(() => trial.Heard.Count == 1, TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task Forgotten_signal_delays_a_notice_and_no_more()
    {
        await using OutboxTrial trial = new();
        trial.Observe<RecipientDelivered>();
        await trial.StartAsync();

        trial.Outbox.Commit(SomeNotice.RecipientDelivered("1"));

        await trial.UntilAsync(() => trial.Heard.Count == 1, TimeSpan.FromSeconds(5));
    }
}
