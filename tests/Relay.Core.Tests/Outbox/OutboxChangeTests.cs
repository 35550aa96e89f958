using System.Collections.Concurrent;
using Relay.Core.Handlers.Tables;
using Relay.Sdk.Events;
using Relay.Sdk.Testing;

namespace Relay.Core.Tests.Outbox;

/// <summary>Readers of the outbox come and go with the handler table.</summary>
public sealed class OutboxChangeTests
{
    [Fact]
    public async Task Subscriber_that_stays_goes_on_where_it_is_with_the_observers_of_the_new_table()
    {
        await using OutboxTrial trial = new();
        trial.Observe<RecipientDelivered>();
        await trial.StartAsync();
        trial.Commit(SomeNotice.RecipientDelivered("1"), SomeNotice.RecipientDelivered("2"));
        await trial.UntilAsync(() => trial.Heard.Count == 2);
        ConcurrentQueue<string> next = [];

        await (await trial.ChangeAsync<RecipientDelivered>(next)).Leases.Drained;
        trial.Commit(SomeNotice.RecipientDelivered("3"));

        await trial.UntilAsync(() => next.Count == 1);
        next.ShouldBe(["3"]);
        trial.Heard.ShouldBe(["1", "2"]);
    }

    [Fact]
    public async Task Notice_that_failed_before_a_change_is_handed_to_the_observer_after_it()
    {
        await using OutboxTrial trial = new();
        trial.Observe<RecipientDelivered>((_, _) => throw new InvalidOperationException("never"));
        await trial.StartAsync();
        trial.Commit(SomeNotice.RecipientDelivered("1"));
        await trial.UntilAsync(() => trial.Dispatcher.List()[0].Failures > 0);
        ConcurrentQueue<string> next = [];

        await trial.ChangeAsync<RecipientDelivered>(next);

        await trial.UntilAsync(() => next.Count == 1, TimeSpan.FromMinutes(1));
        next.ShouldBe(["1"]);
    }

    [Fact]
    public async Task New_subscriber_begins_with_the_first_notice_after_the_change()
    {
        await using OutboxTrial trial = new();
        trial.Observe<RecipientDelivered>();
        await trial.StartAsync();
        trial.Commit(SomeNotice.RecipientDelivered("1"));
        ConcurrentQueue<string> stays = [];
        ConcurrentQueue<string> comes = [];

        await trial.ChangeAsync<RecipientDelivered>(stays, comes);
        trial.Commit(SomeNotice.RecipientDelivered("2"));

        await trial.UntilAsync(() => comes.Count == 1);
        comes.ShouldBe(["2"]);
        trial.Dispatcher.List().Count.ShouldBe(2);
    }

    [Fact]
    public async Task First_subscriber_of_all_is_heard_without_a_restart()
    {
        await using OutboxTrial trial = new();
        await trial.StartAsync();
        ConcurrentQueue<string> comes = [];

        await trial.ChangeAsync<RecipientDelivered>(comes);
        trial.Published.Observes<RecipientDelivered>().ShouldBeTrue();
        trial.Commit(SomeNotice.RecipientDelivered("1"));

        await trial.UntilAsync(() => comes.Count == 1);
    }

    [Fact]
    public async Task Subscriber_that_goes_is_not_called_again_and_its_place_is_forgotten()
    {
        await using OutboxTrial trial = new();
        trial.Observe<RecipientDelivered>();
        trial.Observe<RecipientDelivered>();
        await trial.StartAsync();
        ConcurrentQueue<string> stays = [];

        HandlerTable last = await trial.ChangeAsync<RecipientDelivered>(stays);
        await last.Leases.Drained;
        trial.Commit(SomeNotice.RecipientDelivered("1"));

        await trial.UntilAsync(() => stays.Count == 1);
        trial.Heard.ShouldBeEmpty();
        trial.Dispatcher.List().ShouldHaveSingleItem().Name.ShouldBe("trial/handler-0");
        trial.Log.ShouldContain(line => line.Contains("trial/handler-1 belongs to no plugin that is switched on"));
    }
}
