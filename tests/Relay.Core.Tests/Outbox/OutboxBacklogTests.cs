using Relay.Core.Outbox;
using Relay.Sdk.Events;
using Relay.Sdk.Testing;
using Relay.Sdk.Testing.Spool;
using Relay.TestKit.Spool;

namespace Relay.Core.Tests.Outbox;

/// <summary>What is kept for subscribers that do not hear it now, and how much of it.</summary>
public sealed class OutboxBacklogTests
{
    [Fact]
    public async Task Backlog_of_a_plugin_that_could_not_be_started_is_kept_and_grows_until_it_is_back()
    {
        MemorySpool outbox = new();
        outbox.Commit(SomeNotice.RecipientDelivered("1"), SomeNotice.RecipientDelivered("2"), SomeNotice.RecipientDelivered("3"));
        await outbox.Outbox.SavePositionsAsync("relay", new Dictionary<string, long> { ["absent/hears"] = 1, ["trial/handler-1"] = 1 },
            CancellationToken.None);
        await using OutboxTrial trial = new() { Outbox = outbox };
        trial.LeaveOut("absent");
        trial.Observe<RecipientDelivered>();
        await trial.StartAsync();

        trial.Published.Observes<MessageCompleted>().ShouldBeTrue("which notices it hears nobody knows now");
        trial.Commit(SomeNotice.MessageCompleted("4"));
        await trial.UntilAsync(() => trial.Dispatcher.List()[0].Position == 4);
        await trial.UntilAsync(() => outbox.PositionsOf().GetValueOrDefault("trial/handler-1") == 4, TimeSpan.FromSeconds(1));
        (await outbox.Outbox.ReadAsync(0, 10, CancellationToken.None)).Select(notice => notice.Notice.EventId).ShouldBe(["2", "3", "4"]);
        trial.Log.ShouldContain(line => line.Contains("absent/hears is not there; what happens after 1 is kept", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Nothing_is_kept_for_a_handler_that_is_gone_for_good_and_the_log_says_so()
    {
        MemorySpool outbox = new();
        outbox.Commit(SomeNotice.RecipientDelivered("1"), SomeNotice.RecipientDelivered("2"));
        await outbox.Outbox.SavePositionsAsync("relay", new Dictionary<string, long> { ["absent-too/hears"] = 0, ["trial/handler-1"] = 0 },
            CancellationToken.None);
        await using OutboxTrial trial = new() { Outbox = outbox };
        trial.LeaveOut("absent");
        trial.Observe<RecipientDelivered>();
        await trial.StartAsync();

        await trial.UntilAsync(() => outbox.Notices.Count == 0, TimeSpan.FromSeconds(1));
        trial.Published.Observes<MessageCompleted>().ShouldBeFalse();
        trial.Log.ShouldContain(line => line.Contains("notices after 0 are not kept", StringComparison.Ordinal));
        outbox.PositionsOf().Keys.ShouldBe(["trial/handler-1"], "or the next start would tell it again, and the handler begin there when it is back");
    }

    [Fact]
    public async Task The_place_of_the_last_handler_is_given_up_as_well()
    {
        MemorySpool outbox = await PassedAsync(3, new() { ["gone/hears"] = 3 });
        await using OutboxTrial trial = new() { Outbox = outbox };
        await trial.StartAsync();

        outbox.PositionsOf().Keys.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_new_subscriber_begins_where_the_others_are_although_the_outbox_is_empty()
    {
        MemorySpool outbox = await PassedAsync(1000, new() { ["trial/handler-0"] = 1000 });
        await using OutboxTrial trial = new() { Outbox = outbox };
        trial.Observe<RecipientDelivered>();
        trial.Observe<RecipientFailed>();
        await trial.StartAsync();

        trial.Dispatcher.List().Select(subscriber => subscriber.Position).ShouldBe([1000, 1000]);
    }

    [Fact]
    public async Task Positions_that_leapt_while_nobody_heard_are_no_backlog()
    {
        MemorySpool outbox = await PassedAsync(1000, []);
        await using OutboxTrial trial = new() { Outbox = outbox, Options = new OutboxOptions { MaxBehind = 100 } };
        trial.Observe<RecipientDelivered>((_, _) => throw new InvalidOperationException("not now"));
        trial.Observe<RecipientFailed>();
        await trial.StartAsync();

        trial.Commit(SomeNotice.RecipientDelivered("kept"), SomeNotice.RecipientFailed("heard"));
        await trial.UntilAsync(() => trial.Heard.Count == 1);
        await trial.UntilAsync(() => outbox.PositionsOf().GetValueOrDefault("trial/handler-1") == 1002, TimeSpan.FromSeconds(1));
        trial.Log.ShouldNotContain(line => line.Contains("notices behind", StringComparison.Ordinal));
        outbox.Notices.Count.ShouldBe(2);
    }

    /// <summary>An outbox that is empty after so many notices.</summary>
    private static async Task<MemorySpool> PassedAsync(int notices, Dictionary<string, long> positions)
    {
        MemorySpool outbox = new();
        outbox.Commit([.. Enumerable.Range(1, notices).Select(number => SomeNotice.RecipientDelivered($"{number}"))]);
        await outbox.Outbox.SavePositionsAsync("relay", new Dictionary<string, long> { ["passed"] = notices }, CancellationToken.None);
        await outbox.Outbox.SavePositionsAsync("relay", positions, CancellationToken.None);
        outbox.Notices.Count.ShouldBe(0);
        return outbox;
    }

    [Theory]
    [InlineData(true, 100)]
    [InlineData(false, 20)]
    public async Task A_subscriber_that_never_takes_a_notice_keeps_a_bounded_backlog_and_others_hear_all(bool hasRoom, int limit)
    {
        await using OutboxTrial trial = new() { Options = new OutboxOptions { MaxBehind = 100, MaxBehindWithoutRoom = 20 } };
        trial.Observe<RecipientDelivered>((_, _) => throw new InvalidOperationException("never"));
        trial.Observe<RecipientFailed>();
        await trial.StartAsync();

        trial.Commit(SomeNotice.RecipientDelivered("first"));
        for (int heard = 50; heard <= 500; heard += 50)
        {
            trial.Commit([.. Enumerable.Range(1, 50).Select(number => SomeNotice.RecipientFailed($"{number}"))]);
            await trial.UntilAsync(() => trial.Heard.Count == heard);
        }

        trial.Outbox.HasRoom = hasRoom;
        await trial.UntilAsync(() => trial.Outbox.Notices.Count <= limit, TimeSpan.FromSeconds(1));
        trial.Commit(SomeNotice.RecipientDelivered("last"));
        await trial.UntilAsync(() => trial.Dispatcher.List()[0] is { Failures: > 0, Position: >= 400 }, TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task What_is_given_up_is_told_and_the_rest_is_handed_over_in_order()
    {
        bool broken = true;
        await using OutboxTrial trial = new() { Options = new OutboxOptions { MaxBehind = 100 } };
        trial.Observe<RecipientDelivered>((_, _) => broken ? throw new InvalidOperationException("not now") : ValueTask.CompletedTask);
        await trial.StartAsync();
        trial.Commit([.. Enumerable.Range(1, 1000).Select(number => SomeNotice.RecipientDelivered($"{number}"))]);
        await trial.UntilAsync(() => trial.Dispatcher.List()[0].Position >= 900, TimeSpan.FromSeconds(1));
        broken = false;

        await trial.UntilAsync(() => trial.Heard.LastOrDefault() == "1000", TimeSpan.FromMinutes(1));
        int first = int.Parse(trial.Heard.First());
        first.ShouldBeInRange(900, 911);
        trial.Heard.Count.ShouldBe(1000 - first + 1);
        trial.Log.ShouldContain(line => line.StartsWith("Critical ", StringComparison.Ordinal)
            && line.Contains("notices behind; those from 1 to ", StringComparison.Ordinal));
    }
}
